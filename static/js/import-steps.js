// The page of an Excel import under way: asks for one step of the check after the other and moves the bar; when the
// check is done, the page is loaded anew. Without JavaScript a refresh of the page does the same.

const FAILED =
  "Máy chủ gặp lỗi nên việc kiểm tra dừng ở đây. Hãy bấm “Tiếp tục kiểm tra” để thử lại, hoặc bỏ lần nhập này.";

export async function importSteps(section) {
  const bar = section.querySelector("progress");
  const percent = section.querySelector("[data-percent]");
  for (let next = section.dataset.steps; next; ) {
    let page;
    try {
      const answer = await fetch(next, { headers: { Accept: "text/html" } });
      if (!answer.ok) {
        section.querySelector("[role=status]").textContent = FAILED; // loaded anew, the page would fail again, and again
        return;
      }
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      continue;
    }
    const there = page.querySelector("[data-steps]");
    if (!there) break;
    const value = there.querySelector("progress").value;
    if (there.dataset.steps === next) await new Promise((resolve) => setTimeout(resolve, 500)); // another tab is at it
    next = there.dataset.steps;
    bar.value = value;
    percent.textContent = value;
    section.querySelector("label").textContent = there.querySelector("label").textContent;
  }
  location.replace(location.pathname);
}
