// A part of a page that is under way looks again by itself. Without this script its link does the same.
const EVERY = 4000;

async function look() {
  const here = document.querySelector("[data-refresh][data-open]");
  if (!here) return;
  if (!document.hidden && !here.contains(document.activeElement)) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-refresh]");
      if (answer.ok && fresh) here.replaceWith(document.adoptNode(fresh));
    } catch {
      // The line is down: try again at the next turn.
    }
  }
  setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
