/* A long list to choose from: typing leaves only the choices with these letters, and those that are chosen.
   <fieldset> <div data-narrow hidden> <input type="search"> <p data-none hidden> </div> <div class="choices"> <label class="choice"> … */

const plain = (text) => text.normalize("NFKC").toLowerCase();

for (const narrow of document.querySelectorAll("[data-narrow]")) {
  const choices = [...narrow.closest("fieldset").querySelectorAll(".choice")];
  const box = narrow.querySelector("input");
  narrow.hidden = false;
  box.addEventListener("input", () => {
    const asked = plain(box.value.trim());
    for (const choice of choices) {
      choice.hidden = !choice.querySelector(":checked") && !plain(choice.textContent).includes(asked);
    }
    narrow.querySelector("[data-none]").hidden = choices.some((choice) => !choice.hidden);
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
