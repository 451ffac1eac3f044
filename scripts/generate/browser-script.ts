// The script of pages, bundled for browsers, as a text that `page/` puts into each file.
import { build } from "esbuild";

/** Where it is kept. */
export const browserScriptFile = "page/script.generated.ts";

/** The module that holds it. */
export async function browserScriptModule(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["page/browser/main.ts"],
    bundle: true,
    minify: true,
    write: false,
    // It also keeps `</script` out of texts, so that none ends the element in which it stands.
    platform: "browser",
    format: "iife",
    target: "es2022",
    charset: "ascii",
    logLevel: "warning",
  });
  const text = outputFiles[0]!.text.trim();
  return [
    "// The script of pages for browsers.",
    "// Generated from page/browser by `npm run generate`. Do not edit.",
    "",
    "/** As it stands in the file; its hash is part of the policy of the page. */",
    `export const browserScript = ${JSON.stringify(text)};`,
  ].join("\n");
}
