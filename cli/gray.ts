/** Runs `gray` with this process's arguments and streams; gray.cjs loads this file. */
import { exitCodes } from "./frame/exit-codes";
import { runGray } from "./program";

void runGray(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
  // What failed may have left connections open, which would keep the process alive.
  if (code === exitCodes.failed) process.exit();
});
