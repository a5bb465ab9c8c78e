// The page that types a paper sheet back: Enter goes to the next line, each line is checked once it is left, and the
// draft is kept every few seconds. Without it the form's two buttons do the same.

const form = document.querySelector("form[data-sheet]");
const WAIT = 5000;

if (form) {
  const inputs = [...form.querySelectorAll("input[name^=line-]")];
  const status = form.querySelector("[data-draft]");
  let typed = false;
  let sent = 0;
  let leaving = false;
  let checking = null; // what is under way
  let waiting = false;
  let answer = null;

  const show = () => {
    answer.lines.forEach(({ state, said }, index) => {
      const input = inputs[index];
      if (input === document.activeElement && state === "fault") return; // it is not finished yet
      input.closest("li").dataset.state = state;
      input.toggleAttribute("aria-invalid", state === "fault");
      if (state === "fault") input.setAttribute("aria-invalid", "true");
      document.getElementById(input.getAttribute("aria-describedby")).textContent = said;
    });
    const now = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    status.textContent = answer.kept ? `Đã giữ nháp lúc ${now}.` : "Chưa giữ nháp được: hãy bấm Kiểm tra để xem vì sao.";
  };

  const check = () => {
    if (!typed || leaving) return;
    const all = Promise.all([checking, ask()]).finally(() => {
      if (checking === all) checking = null;
    });
    checking = all;
  };

  const ask = async () => {
    typed = false;
    const turn = ++sent;
    try {
      const response = await fetch(form.dataset.sheet, { method: "POST", body: new FormData(form) });
      if (!response.ok || response.redirected) throw new Error(response.status);
      const found = await response.json();
      if (turn !== sent) return;
      answer = found;
      show();
    } catch {
      typed = true;
      status.textContent = "Chưa gửi được nên chưa giữ nháp; cứ gõ tiếp, trang sẽ thử lại.";
    }
  };

  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", (event) => {
    leaving = true;
    if (!checking) return;
    event.preventDefault(); // a check that is answered after the lines were saved would keep them as a draft again
    if (waiting) return;
    waiting = true;
    const enough = new Promise((resolve) => setTimeout(resolve, 3000));
    Promise.race([checking, enough]).then(() => {
      checking = null;
      form.requestSubmit(event.submitter);
    });
  });
  form.addEventListener("focusin", () => {
    if (answer) show(); // of the line just left, whose fault was held back
    check();
  });
  form.addEventListener("keydown", (event) => {
    const place = inputs.indexOf(event.target);
    if (event.key !== "Enter" || place < 0 || event.isComposing) return;
    event.preventDefault();
    const next = inputs.slice(place + 1).find((input) => !input.readOnly);
    (next ?? form.querySelector("button[name=save]")).focus();
  });
  setInterval(check, WAIT);
  (inputs.find((input) => !input.readOnly && (!input.value || input.ariaInvalid === "true")) ?? inputs[0]).focus();
}
