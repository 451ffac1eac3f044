// `gray-ci comment`: one comment of the pull request with what the other steps noted, kept up to date.
import { commentText, marker } from "../support/comment-text.mjs";
import { writeComment } from "../support/forges.mjs";
import { readNotes } from "../support/notes.mjs";

/**
 * Writes the comment. A change that touches no stack gets none, but one of an earlier push is brought up to date.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function comment({ context, hide, print }) {
  const { pull, commit } = context;
  if (pull === undefined) throw new Error("this run belongs to no pull request");
  const token = pull.forge === "github" ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
  if (pull.token === undefined)
    throw new Error(`set ${token} to a token that may comment on pull requests`);
  const notes = readNotes(context);
  const text = hide(commentText(notes, commit));
  const done = await writeComment(pull, marker, text, { create: notes.length > 0 });
  print(
    done === "none" ? "The change touches no stack: no comment.\n" : `The comment was ${done}.\n`,
  );
  return 0;
}
