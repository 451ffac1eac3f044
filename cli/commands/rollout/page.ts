// The command `gray rollout page`: a rollout as one HTML file, or live on loopback.
import { writeFileSync } from "node:fs";
import { defineCommand, type Streams } from "../../frame/command";
import type { Outcome } from "../../frame/exit-codes";
import { flag, stackOption, text, withoutOption } from "../../frame/options";
import { openRollout, type OpenRollout } from "../../rollout/open";
import { pageOf, presentPage } from "../../rollout/page";

/** `gray rollout page`: it only reads. */
export const pageCommand = defineCommand({
  name: "rollout page",
  description:
    "write a rollout as one HTML file that tells what happened and why, or serve it live",
  options: {
    stack: stackOption,
    without: withoutOption,
    output: text("-o, --output <file>", "the file to write (default: standard output)"),
    id: text("--id <id>", "a rollout that ended before, as `gray rollout history` names it"),
    serve: flag("--serve", "serve the page on 127.0.0.1 until Ctrl-C; it follows the rollout"),
    port: text("--port <number>", "the port for --serve (default: a free one)"),
  },
  examples: [
    "npx gray rollout page -s prod -o rollout.html",
    "npx gray rollout page -s prod --id k3f9 -o rollout.html",
    "npx gray rollout page -s prod --serve",
  ],
  exitCodes: {
    done: "written, or served until it was interrupted",
    failed: "a primary cluster did not tell what it has of the record, or an option is wrong",
  },
  run,
});

interface Options {
  readonly stack: string;
  readonly without: readonly string[];
  readonly output: string | undefined;
  readonly id: string | undefined;
  readonly serve: true | undefined;
  readonly port: string | undefined;
}

async function run(options: Options, streams: Streams): Promise<Outcome> {
  const { stack, without, output, id, serve, port } = options;
  if (serve && (output !== undefined || id !== undefined))
    throw new Error("--serve shows the present rollout: leave out --output and --id");
  if (!serve && port !== undefined) throw new Error("--port goes with --serve");
  const number = port === undefined ? undefined : portOf(port);
  const rollout = openRollout(stack, without);
  try {
    if (serve) return await serveLive(rollout, number, streams);
    const { pageDocument } = await import("../../../page/document.js");
    const { page, complete } = await (id === undefined
      ? presentPage(rollout)
      : pageOf(rollout, id));
    const html = pageDocument(page, { live: false });
    if (output === undefined) streams.stdout.write(html);
    else {
      writeFileSync(output, html);
      streams.stdout.write(`Wrote ${output}: ${page.state.word}.\n`);
    }
    return complete ? "done" : "failed";
  } finally {
    rollout.close();
  }
}

async function serveLive(
  rollout: OpenRollout,
  port: number | undefined,
  { stdout }: Streams,
): Promise<Outcome> {
  const { contentPolicy, pageDocument } = await import("../../../page/document.js");
  const { servePage } = await import("../../../operations/rollout/page/serve.js");
  const server = await servePage({
    make: async () => pageDocument((await presentPage(rollout)).page, { live: true }),
    policy: contentPolicy({ live: true }),
    ...(port !== undefined && { port }),
  });
  stdout.write(
    `The page of ${rollout.place.release} is at ${server.url}\nCtrl-C ends it; the rollout goes on.\n`,
  );
  await interrupted();
  await server.close();
  return "done";
}

function interrupted(): Promise<void> {
  return new Promise((done) => {
    const stop = () => {
      process.off("SIGINT", stop).off("SIGTERM", stop);
      done();
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
  });
}

function portOf(port: string): number {
  const number = Number(port);
  if (/^\d+$/.test(port) && number <= 65_535) return number;
  throw new Error(`--port ${port} is no port: give a number up to 65535`);
}
