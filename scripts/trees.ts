/** `npm run trees`: draws the trees anew that specs compare with. */
import { phases, treesFolder, treesOf } from "../test/operations/rollout/status/tree/phases";
import { writePages } from "./pages";

Promise.all(Object.keys(phases).map(treesOf))
  .then((trees) => writePages(treesFolder, Object.assign({}, ...trees) as Record<string, string>))
  .catch((error: unknown) => {
    process.stderr.write(`\nnpm run trees failed: ${(error as Error).stack}\n`);
    process.exitCode = 1;
  });
