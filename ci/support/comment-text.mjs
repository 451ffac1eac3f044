// Writes one comment out of the notes on all stacks. Pure.

/** @typedef {import("./step.d.mts").Note} Note */

/** By this first line a later run finds the comment; no reader sees it. */
export const marker = "<!-- gray-release: what this change does -->";

/** GitHub takes 65,536 characters in a comment; some room is left for what a proxy or a bot adds. */
const most = 60_000;

const cut = "\n\n_The comment would be too long: the log of the job has the rest._";

/**
 * The comment. Where it would be too long, the longest folded details go first, and the end of the text last.
 *
 * @param {readonly Note[]} notes
 * @param {string | undefined} commit that was looked at
 * @param {number} limit in characters
 */
export function commentText(notes, commit, limit = most) {
  const head = `${marker}\n## What this change does\n\n`;
  const foot = commit ? `\n\nCommit ${commit.slice(0, 10)}.` : "";
  const room = limit - head.length - foot.length;
  if (notes.length === 0) return `${head}It touches no stack.${foot}`;
  const byLength = notes.filter(({ details }) => details).sort((a, b) => lengthOf(b) - lengthOf(a));
  /** @type {Set<Note>} */
  const folded = new Set(byLength);
  let body = bodyOf(notes, folded);
  for (const note of byLength) {
    if (body.length <= room) break;
    folded.delete(note);
    body = bodyOf(notes, folded);
  }
  if (body.length > room) body = body.slice(0, room - cut.length) + cut;
  return head + body + foot;
}

/** @param {Note} note */
const lengthOf = ({ details }) => details?.markdown.length ?? 0;

/**
 * @param {readonly Note[]} notes
 * @param {ReadonlySet<Note>} folded the notes whose details are shown
 */
function bodyOf(notes, folded) {
  const stacks = [...new Set(notes.map(({ stack }) => stack))];
  const sections = stacks.map((stack) => {
    const own = notes.filter((note) => note.stack === stack);
    const parts = own.map((note) => {
      const { text, details } = note;
      if (details === undefined) return text;
      if (!folded.has(note))
        return `${text}\n\n_${details.title}: too long for this comment; the log of the job has it._`;
      return `${text}\n\n<details><summary>${details.title}</summary>\n\n${details.markdown}\n\n</details>`;
    });
    return [`### Stack ${stack}`, ...parts].join("\n\n");
  });
  return sections.join("\n\n");
}
