// Groups of commands: which command is loaded, and how help and errors name it.
import { expect } from "chai";
import { Command, CommanderError } from "commander";
import { defineCommand, framed } from "../../../cli/frame/command";
import { addCommands, commandLines, type Commands } from "../../../cli/frame/group";

/** Runs a command line of a program that is made for the spec. */
async function run(...args: readonly string[]) {
  const ended = { stdout: "", stderr: "", outcome: "none", loaded: [] as string[] };
  const command = (name: string) => async () => {
    ended.loaded.push(name);
    return Promise.resolve(
      defineCommand({
        name,
        description: `does ${name}`,
        options: {},
        examples: [`gray ${name}`],
        exitCodes: { done: "did it", failed: "did not" },
        run: () => {
          if (name === "roll stop") throw new Error("it can't stop");
          return "done";
        },
      }),
    );
  };
  const commands: Commands = {
    plan: command("plan"),
    roll: {
      description: "moves in steps",
      commands: { start: command("roll start"), stop: command("roll stop") },
    },
  };
  const streams = {
    stdout: { write: (text: string) => (ended.stdout += text) },
    stderr: { write: (text: string) => (ended.stderr += text) },
  };
  const program = framed(new Command("gray"), streams);
  await addCommands(program, commands, args, streams, (outcome) => (ended.outcome = outcome));
  await program.parseAsync(args, { from: "user" }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
    ended.outcome = `exit ${error.exitCode}`;
  });
  return { ...ended, lines: commandLines(commands) };
}

describe("groups of gray's commands", () => {
  it("load only the command that is asked for", async () => {
    const { loaded, outcome } = await run("roll", "start");
    expect([loaded, outcome]).to.deep.equal([["roll start"], "done"]);
  });

  it("load nothing of a group where another command is asked for", async () => {
    expect((await run("plan")).loaded).to.deep.equal(["plan"]);
  });

  it("are one line in the help of the program, without their commands", async () => {
    const { loaded, stdout } = await run("--help");
    expect(stdout).to.match(/\n {2}roll +moves in steps\n/);
    expect(loaded).to.deep.equal(["plan"]);
  });

  it("list their commands in their own help", async () => {
    const { stdout, outcome } = await run("roll", "--help");
    expect(stdout).to.match(/^Usage: gray roll /);
    expect(stdout).to.match(/\n {2}start +does roll start\n {2}stop +does roll stop\n/);
    expect(outcome).to.equal("exit 0");
  });

  it("end with an error where no command of the group is named, and show its help", async () => {
    const { stderr, outcome } = await run("roll");
    expect(stderr).to.contain("Usage: gray roll ");
    expect(outcome).to.equal("exit 1");
  });

  it("name the whole command line in help and errors", async () => {
    expect((await run("roll", "start", "--help")).stdout).to.match(/^Usage: gray roll start /);
    expect((await run("roll", "stop")).stderr).to.equal("gray roll stop: it can't stop\n");
    expect((await run("roll", "stop", "--now")).stderr).to.match(
      /^gray roll stop: unknown option '--now'\nTry: gray roll stop --help/,
    );
    expect((await run("roll", "sideways")).stderr).to.match(
      /^gray roll: unknown command 'sideways'/,
    );
  });

  it("are listed by what asks for each of their commands", async () => {
    expect((await run("plan")).lines).to.deep.equal(["plan", "roll start", "roll stop"]);
  });
});
