// Forms with a file: says at once that the chosen file is too large, before a slow line has carried it away for nothing.

export function fileSize(input) {
  input.addEventListener("change", () => {
    const [file] = input.files;
    const megabytes = (bytes) => Math.ceil(bytes / 2 ** 20);
    const tooLarge = file && file.size > Number(input.dataset.mostBytes);
    input.setCustomValidity(
      tooLarge ? `Tệp này ${megabytes(file.size)} MB, quá ${megabytes(input.dataset.mostBytes)} MB; hãy quét lại ở 300 dpi hoặc nén bớt.` : "",
    );
    input.reportValidity();
  });
}
