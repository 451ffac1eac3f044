// Keeps a page up to date: it asks its server for the newest content, and changes what differs, so that
// focus, selection and what is open stay.
import morphdom from "morphdom";
import { showLocalTimes } from "./local-times";

/** Milliseconds between two questions, and those after a failure. */
const pauseMs = 2000;
const failureMs = 5000;

/** Begins to ask; it ends with the page. */
export function keepLive(): void {
  const ask = async (): Promise<number> => {
    try {
      const answer = await fetch("content", { cache: "no-store" });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      show(await answer.text());
      stale("");
      return pauseMs;
    } catch {
      stale("The server of this page does not answer: it shows what was known at the time below.");
      return failureMs;
    }
  };
  const again = (): void => {
    void ask().then((ms) => setTimeout(again, ms));
  };
  setTimeout(again, pauseMs);
}

function show(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  const [main, now] = [next.querySelector("main"), document.querySelector("main")];
  if (!main || !now) return;
  const before = headlineOf(document);
  showLocalTimes(main);
  morphdom(now, main, {
    onBeforeElUpdated: (from, to) => {
      // A reader opened or closed it.
      if (from instanceof HTMLDetailsElement) (to as HTMLDetailsElement).open = from.open;
      return !from.isEqualNode(to);
    },
  });
  document.title = next.title;
  // Only news are spoken, not each number that grows.
  const after = headlineOf(document);
  if (after !== before) say("news", after);
}

function headlineOf(page: Document): string {
  return page.querySelector("[data-headline]")?.textContent ?? "";
}

function stale(text: string): void {
  say("stale", text);
}

function say(id: string, text: string): void {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) place.textContent = text;
}
