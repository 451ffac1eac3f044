import { expect } from "chai";
import { commentText, marker } from "../../../ci/support/comment-text.mjs";
import { codeBlock } from "../../../ci/support/notes.mjs";
import type { Note } from "../../../ci/support/step.d.mts";

const note = (stack: string, text: string, markdown: string): Note => ({
  ...{ stack, step: "preview", text },
  details: { title: "Details", markdown },
});

describe("the comment of a pull request", () => {
  it("begins with the marker by which the next run finds it, and tells stack by stack", () => {
    const notes: Note[] = [
      note("dev", "One.", "more"),
      { stack: "prod", step: "report", text: "Two." },
    ];
    const text = commentText(notes, "0123456789abcdef");
    expect(text.startsWith(`${marker}\n`)).to.equal(true);
    expect(text).to.match(/### Stack dev\n\nOne\.\n\n<details>[^]+more[^]+### Stack prod\n\nTwo\./);
    expect(text.endsWith("Commit 0123456789.")).to.equal(true);
  });

  it("leaves the longest details out first where it would be too long, and keeps every text", () => {
    const notes = [note("dev", "One.", "x".repeat(400)), note("prod", "Two.", "y".repeat(300))];
    const text = commentText(notes, undefined, 700);
    expect(text.length).to.be.at.most(700);
    expect(text)
      .to.contain("One.")
      .and.contain("Two.")
      .and.contain("y".repeat(300))
      .and.not.contain("xx");
    expect(text).to.contain("Details: too long for this comment");
  });

  it("stays below the limit of GitHub whatever the notes hold, and says that it was cut", () => {
    const notes = Array.from({ length: 300 }, (_, i) =>
      note(`stack-${i}`, "z".repeat(500), "w".repeat(9000)),
    );
    const text = commentText(notes, "0123456789");
    expect(text.length).to.be.at.most(60_000);
    expect(text).to.contain("The comment would be too long");
  });
});

describe("a code block", () => {
  it("has a fence that its text can't end", () => {
    expect(codeBlock("a\n````\nb", "text")).to.equal("`````text\na\n````\nb\n`````");
  });
});
