// Builds what `npm pack` puts into the package, into dist/: the library, `gray` and the policy pack as one file of
// JavaScript each, and the types of the library. Nothing is compiled or bundled when a user's program starts.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

const out = "dist";

/** For what a command line waits for; startup/bundle.cjs says why. */
const compact = { minifyWhitespace: true, lineLimit: 120 };

/** @typedef {Readonly<Record<string, string>>} Packages */
/** @type {{ dependencies: Packages, peerDependencies: Packages }} */
const { dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));

/**
 * Bundles a file with all that it imports.
 *
 * @param {string} entry
 * @param {string} outfile
 * @param {readonly string[]} external packages that its users have
 * @param {import("esbuild").BuildOptions} [more]
 * @returns {Promise<string[]>} the folders of the packages that are in it
 */
async function bundle(entry, outfile, external, more = {}) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    external: [...external],
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    ...more,
    tsconfigRaw: {
      compilerOptions: { strict: true, jsx: "react-jsx", jsxImportSource: "preact" },
    },
    metafile: true,
    logLevel: "warning",
  });
  const folders = Object.keys(metafile.inputs).map(
    (input) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? "",
  );
  return [...new Set(folders)].filter((folder) => folder !== "");
}

/** Writes the declarations of the library, without those that none of its own types needs. */
function writeTypes() {
  const { config } = ts.readConfigFile("tsconfig.json", (path) => readFileSync(path, "utf8"));
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, include: [], files: ["library.ts"] },
    ts.sys,
    ".",
  );
  const { diagnostics } = ts
    .createProgram(["library.ts"], {
      ...options,
      // `npm run check` has checked them.
      noCheck: true,
      allowJs: false,
      checkJs: false,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      stripInternal: true,
      allowImportingTsExtensions: false,
      types: ["node"],
      rootDir: ".",
      outDir: out,
    })
    .emit();
  if (diagnostics.length > 0)
    throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(options)));
  const needed = declarationsOf(join(out, "library.d.ts"));
  for (const file of readdirSync(out, { recursive: true, encoding: "utf8" }))
    if (file.endsWith(".d.ts") && !needed.has(join(out, file))) rmSync(join(out, file));
}

/**
 * A declaration file, and those that it imports.
 *
 * @param {string} file
 * @param {Set<string>} found
 */
function declarationsOf(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  const imports = readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g);
  for (const [, path = ""] of imports) declarationsOf(join(dirname(file), `${path}.d.ts`), found);
  return found;
}

/**
 * Writes the licenses of the packages that the bundles hold.
 *
 * @param {readonly string[]} folders
 */
function writeLicenses(folders) {
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  writeFileSync(join(out, "licenses.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
}

if (existsSync(out)) rmSync(out, { recursive: true });
const [inLibrary, inGray, inAbort, inPolicy] = await Promise.all([
  bundle("library.ts", join(out, "library.cjs"), [
    ...Object.keys(dependencies),
    ...Object.keys(peerDependencies),
  ]),
  bundle("cli/gray.ts", join(out, "gray.cjs"), ["@pulumi/*"], compact),
  bundle("cli/gray-abort.ts", join(out, "gray-abort.cjs"), ["@pulumi/*"], compact),
  bundle("policy/pack.ts", join(out, "policy.cjs"), ["@pulumi/*"]),
]);
// The script of pages is bundled before, by `npm run generate`.
const inPages = ["node_modules/morphdom"];
writeLicenses([...inLibrary, ...inGray, ...inAbort, ...inPolicy, ...inPages]);
writeTypes();
