// Writes one comment out of the notes on all stacks. Pure.

/** @typedef {import("./step.d.mts").Note} Note */

/** By this first line a later run finds the comment; no reader sees it. */
export const marker = "<!-- gray-release: what this change does -->";

/** GitHub takes 65,536 characters in a comment. A report has fewer than 60,000, so the lines of previews have room beside it. */
const most = 65_000;

const cut = "\n\n_The comment would be too long: the log of the job has the rest._";

/**
 * The comment. Where it would be too long, the longest folded details go first, and the end of the text last.
 *
 * @param {readonly Note[]} notes
 * @param {string | undefined} commit that was looked at
 * @param {number} limit in characters
 */
export function commentText(notes, commit, limit = most) {
  const head = `${marker}\n`;
  const foot = commit ? `\n\nCommit ${commit.slice(0, 10)}.` : "";
  const room = limit - head.length - foot.length;
  if (notes.length === 0)
    return `${head}## What will change\n\nNothing: the change touches no stack.${foot}`;
  const byLength = notes.filter(({ details }) => details).sort((a, b) => lengthOf(b) - lengthOf(a));
  /** @type {Set<Note>} */
  const folded = new Set(byLength);
  let body = bodyOf(notes, folded);
  for (const note of byLength) {
    if (body.length <= room) break;
    folded.delete(note);
    body = bodyOf(notes, folded);
  }
  if (body.length > room) body = closed(body.slice(0, room - cut.length - ending)) + cut;
  return head + body + foot;
}

/** Characters that may be needed to close what was cut. */
const ending = 200;

/**
 * Closes the code block or the folded part in which a text was cut, so that what follows is read as it is meant.
 *
 * @param {string} text
 */
function closed(text) {
  const whole = text.slice(0, text.lastIndexOf("\n"));
  const fences = [...whole.matchAll(/^(`{3,})/gm)].map(([, fence = ""]) => fence);
  const block = fences.length % 2 === 0 ? "" : `\n${fences.at(-1)}`;
  const opened = whole.split("<details>").length - whole.split("</details>").length;
  return `${whole}${block}${"\n\n</details>".repeat(Math.max(0, opened))}`;
}

/** @param {Note} note */
const lengthOf = ({ details }) => details?.markdown.length ?? 0;

/**
 * @param {readonly Note[]} notes
 * @param {ReadonlySet<Note>} folded the notes whose details are shown
 */
function bodyOf(notes, folded) {
  const sections = notes.map((note) => {
    const { stack, text, details } = note;
    const parts = stack === undefined ? [text] : [`### Stack \`${stack}\``, text];
    if (details === undefined) return parts.join("\n\n");
    const unfolds = `<details><summary>${details.title}</summary>\n\n${details.markdown}\n\n</details>`;
    const left = `_${details.title}: too long for this comment; the log of the job has it._`;
    return [...parts, folded.has(note) ? unfolds : left].join("\n\n");
  });
  return sections.join("\n\n");
}
