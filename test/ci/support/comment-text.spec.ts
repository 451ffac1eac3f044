import { expect } from "chai";
import { commentText, marker } from "../../../ci/support/comment-text.mjs";
import { codeBlock } from "../../../ci/support/notes.mjs";
import type { Note } from "../../../ci/support/step.d.mts";

const note = (stack: string, text: string, markdown: string): Note => ({
  ...{ stack, step: "preview", text },
  details: { title: "Details", markdown },
});

const report = (text: string): Note => ({ step: "report", text });

describe("the comment of a pull request", () => {
  it("begins with the marker by which the next run finds it, then the report, then stack by stack", () => {
    const text = commentText([report("## What"), note("dev", "One.", "more")], "0123456789abcdef");
    expect(
      text.startsWith(`${marker}\n## What\n\n### Stack \`dev\`\n\nOne.\n\n<details>`),
    ).to.equal(true);
    expect(text.endsWith("Commit 0123456789.")).to.equal(true);
  });

  it("leaves the longest details out first where it would be too long, and keeps every text", () => {
    const notes = [note("dev", "One.", "x".repeat(400)), note("prod", "Two.", "y".repeat(300))];
    const text = commentText(notes, undefined, 700);
    expect(text.length).to.be.at.most(700);
    expect(text).to.contain("One.").and.contain("Two.").and.contain("y".repeat(300));
    expect(text).to.contain("Details: too long for this comment").and.not.contain("xx");
  });

  it("has room for a whole report and the previews of fifty stacks", () => {
    const stacks = Array.from({ length: 50 }, (_, i) =>
      note(`s${i}`, "Preview: 2 to update.", "w"),
    );
    const text = commentText([report(`${"r".repeat(59_900)}end`), ...stacks], "0123456789");
    expect(text.length).to.be.at.most(65_536);
    expect(text)
      .to.contain("rend")
      .and.contain("### Stack `s49`")
      .and.not.contain("would be too long");
  });

  it("stays below the limit of GitHub whatever the notes hold, says that it was cut, and closes what it cut", () => {
    const long = "<details><summary>Pods</summary>\n\n````text\n" + "line\n".repeat(20_000);
    const text = commentText([report(`# A\n\n${long}`)], "0123456789");
    expect(text.length).to.be.at.most(65_000);
    expect(text).to.match(/line\n````\n\n<\/details>\n\n_The comment would be too long/);
  });
});

describe("a code block", () => {
  it("has a fence that its text can't end", () => {
    expect(codeBlock("a\n````\nb", "text")).to.equal("`````text\na\n````\nb\n`````");
  });
});
