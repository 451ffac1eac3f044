import { expect } from "chai";
import { Command } from "commander";
import { defineCommand, type CommandDefinition } from "../../../cli/frame/command";
import {
  choice,
  flag,
  outputOption,
  text,
  textOr,
  texts,
  unless,
  type OptionSet,
} from "../../../cli/frame/options";

/** Runs a command that is made for the spec. */
async function run<const Options extends OptionSet>(
  definition: Pick<CommandDefinition<Options>, "options" | "run">,
  ...args: readonly string[]
) {
  const ended = { stdout: "", stderr: "", outcome: "none" };
  const make = defineCommand({
    name: "try",
    description: "for this spec",
    examples: ["gray try"],
    exitCodes: { done: "tried", failed: "not tried" },
    ...definition,
  });
  const streams = {
    stdout: { write: (text: string) => (ended.stdout += text) },
    stderr: { write: (text: string) => (ended.stderr += text) },
  };
  const command = make(streams, (outcome) => (ended.outcome = outcome));
  await new Command("gray")
    .exitOverride()
    .addCommand(command)
    .parseAsync(["try", ...args], { from: "user" })
    .catch((error: Error) => (ended.outcome = error.name));
  return ended;
}

describe("the frame of gray's commands", () => {
  const options = {
    name: text("--name <name>", "a text"),
    stack: textOr("--stack <name>", "a text with a default", "dev"),
    to: texts("--to <version>", "several texts"),
    force: flag("--force", "given or not"),
    record: unless("--no-record", "given or not, the other way round"),
    failOn: choice("--fail-on <severity>", "one of a few", ["info", "error"], "error"),
    output: outputOption(["table", "diagram"], "table", { picture: "diagram" }),
  };
  const seen = async (...args: string[]) => {
    let values: unknown;
    await run({ options, run: (given) => ((values = given), "done") }, ...args);
    return values;
  };

  it("gives a command its defaults where no option is given", async () => {
    expect(await seen()).to.deep.equal({
      name: undefined,
      stack: "dev",
      to: [],
      force: undefined,
      record: true,
      failOn: "error",
      output: "table",
    });
  });

  it("gives a command the values on the command line, in their order", async () => {
    const args = ["--name", "web", "--stack", "prod", "--to", "v1", "--to", "cart=v2"];
    const more = ["--force", "--no-record", "--fail-on", "info", "-o", "diagram"];
    expect(await seen(...args, ...more)).to.deep.equal({
      name: "web",
      stack: "prod",
      to: ["v1", "cart=v2"],
      force: true,
      record: false,
      failOn: "info",
      output: "diagram",
    });
  });

  it("takes the former name of a form for the form", async () => {
    expect(await seen("-o", "picture")).to.include({ output: "diagram" });
  });

  it("forgets the values of a run before the next one", async () => {
    await seen("--to", "v1");
    expect(await seen("--to", "v2")).to.deep.include({ to: ["v2"] });
  });

  it("reports the outcome that a command gives", async () => {
    const found = await run({ options: {}, run: () => Promise.resolve("found") });
    expect(found).to.deep.equal({ outcome: "found", stdout: "", stderr: "" });
  });

  it("turns an error into one line with the command's name, and the outcome failed", async () => {
    const fail = () => Promise.reject(new Error("no such file\n"));
    expect(await run({ options: {}, run: fail })).to.deep.equal({
      outcome: "failed",
      stdout: "",
      stderr: "gray try: no such file\n",
    });
  });

  it("runs no command whose options it does not understand", async () => {
    let ran = false;
    const { outcome, stderr } = await run({ options, run: () => ((ran = true), "done") }, "--from");
    expect([ran, outcome]).to.deep.equal([false, "CommanderError"]);
    expect(stderr).to.match(/^gray try: unknown option '--from'\n/);
    expect(stderr).to.include("Try: gray try --help");
  });

  it("refuses a definition that reads an option under a name that commander does not use", () => {
    const wrong = () => run({ options: { failon: options.failOn }, run: () => "done" });
    return wrong().then(
      () => expect.fail("the definition was taken"),
      (error: Error) => expect(error.message).to.include("declared as failon"),
    );
  });
});
