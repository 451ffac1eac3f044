// `npm run tools`.
import { performance } from "node:perf_hooks";
import { cacheFolder } from "./cache";
import { chooseParts, type Choice } from "./choice";
import { partLabel } from "./part";
import { ToolchainError } from "./failure";
import { ensureToolchain } from "./toolchain";

/** `npm run tools`: makes sure of the whole toolchain and lists where each part is. */
async function main(): Promise<void> {
  await ensureToolchain();
  const choices = chooseParts(undefined, cacheFolder());
  for (const choice of choices) console.log(describe(choice));
  const seconds = (performance.now() / 1000).toFixed(1);
  console.log(`All ${choices.length} tools are ready (${seconds} s).`);
}

function describe({ part, from, tools }: Choice): string {
  const [first = ""] = Object.values(tools);
  const title = from === "installed" ? part.title : partLabel(part);
  return `${title.padEnd(52)} ${from === "installed" ? "installed" : "built"}  ${first}`;
}

main().catch((error: unknown) => {
  if (!(error instanceof ToolchainError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
