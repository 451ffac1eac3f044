/** `npm run gallery`: writes the pages of docs/gallery. */
import { galleryFolder, galleryPages } from "./gallery-pages";
import { writePages } from "./pages";

galleryPages()
  .then((pages) => writePages(galleryFolder, pages))
  .catch((error: unknown) => {
    process.stderr.write(`\nnpm run gallery failed: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
