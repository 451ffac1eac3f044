/** `npm run reports`: writes the pages of docs/reports. */
import { reportPages, reportsFolder } from "./pages";
import { writePages } from "../pages";

reportPages()
  .then((pages) => writePages(reportsFolder, pages))
  .catch((error: unknown) => {
    process.stderr.write(`\nnpm run reports failed: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
