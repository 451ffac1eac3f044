import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { stringify } from "yaml";
import { readStackFile } from "../cli/stack/file";
import { parseConfig } from "../model/config/parse";
import { mermaid } from "../model/diagrams/mermaid";
import { manifests, planRelease, type ReleasePlan } from "../model/plan/plan";
import { formatProblems } from "../model/problem";
import { blueprints } from "../stacks/presets";
import { galleryEntries, type GalleryEntry } from "./gallery-entries";

/** The folder of the gallery. */
export const galleryFolder = join("docs", "gallery");

/**
 * The pages of the gallery by file name, as they have to be for what blueprints and stack files say now.
 *
 * @throws Error if a stack file has mistakes
 */
export async function galleryPages(): Promise<Readonly<Record<string, string>>> {
  const options = await prettier.resolveConfig(join(galleryFolder, "README.md"));
  const pages = [
    ["README.md", index()],
    ...galleryEntries.map((entry) => [fileOf(entry), page(entry)]),
  ] as const;
  const formatted = pages.map(
    async ([name, text]) =>
      [name, await prettier.format(text, { ...options, parser: "markdown" })] as const,
  );
  return Object.fromEntries(await Promise.all(formatted));
}

function index(): string {
  const rows = galleryEntries.flatMap((entry) => [
    `## [${entry.title}](${fileOf(entry)})`,
    "",
    entry.about,
    "",
  ]);
  return [
    "# Gallery",
    "",
    "Each page is a stack of this project: what it declares, how its traffic goes, and the manifests that it makes. " +
      "All of them can be up at once, on the lab or on clusters of your own. `npm run gallery` writes these pages from the " +
      "blueprints and stack files.",
    "",
    "In the pictures an arrow says which requests or which part of them it takes; one without words takes all. Thick arrows " +
      "are lanes, dotted ones copies, and a dashed box is a version that runs without traffic. `npx gray plan -s <stack> " +
      "-o mermaid` draws the same of any stack.",
    "",
    ...rows,
  ].join("\n");
}

function fileOf({ page, stack }: GalleryEntry): string {
  return `${page ?? stack}.md`;
}

function page({ stack, title, about, source, commands }: GalleryEntry): string {
  const plan = planOf(stack);
  const stackFile = `Pulumi.${stack}.yaml`;
  return [
    `# ${title}`,
    "",
    about,
    "",
    "## Declaration",
    "",
    ...(source
      ? [
          `The blueprint, [${source}](../../${source}):`,
          "",
          ...fenced("ts", readFileSync(source, "utf8")),
          `The stack, [${stackFile}](../../${stackFile}):`,
        ]
      : [`All of it stands in the stack file, [${stackFile}](../../${stackFile}):`]),
    "",
    ...fenced("yaml", withoutSecretsKeys(readFileSync(stackFile, "utf8"))),
    "## Traffic",
    "",
    ...pictures(plan),
    "## Run it",
    "",
    "After `npm start`, which brings up the lab and sets a `pulumi` up:",
    "",
    ...fenced("sh", [...intro(stack), ...commands].join("\n")),
    "## Manifests",
    "",
    ...manifestsOf(plan),
  ].join("\n");
}

function planOf(stack: string): ReleasePlan {
  const file = `Pulumi.${stack}.yaml`;
  const parsed = parseConfig(readStackFile(file), { blueprints });
  if ("problems" in parsed) throw new Error(`${file}: ${formatProblems(parsed.problems)}`);
  return planRelease(parsed.settings.release, parsed.settings.clusters);
}

function intro(stack: string): string[] {
  return [
    ". .pulumi-state/env",
    `pulumi stack init ${stack} --no-select`,
    `pulumi up --stack ${stack}`,
    "gateway=http://127.0.0.1:30080   # of west; npm run lab -- status tells",
    "",
  ];
}

function pictures(plan: ReleasePlan): string[] {
  const all = mermaid(plan);
  return all.flatMap(({ clusters, chart }) => [
    ...(all.length > 1 ? [`In ${clusters.join(", ")}:`, ""] : []),
    ...fenced("mermaid", chart),
  ]);
}

/** The objects of the first cluster: the others' differ in what runs there. */
function manifestsOf(plan: ReleasePlan): string[] {
  const [first] = plan.clusters;
  if (!first) return [];
  const made = manifests(first);
  const text = made.map((one) => stringify(one, { aliasDuplicateObjects: false, lineWidth: 0 }));
  return [
    "<details>",
    `<summary>The ${made.length} objects of cluster ${first.cluster.name}</summary>`,
    "",
    ...fenced("yaml", text.join("---\n")),
    "</details>",
    "",
  ];
}

/** What Pulumi adds to a stack file to encrypt secrets is of one machine. */
function withoutSecretsKeys(stackFile: string): string {
  return stackFile.replace(/^(?:encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm, "");
}

function fenced(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trimEnd(), "```", ""];
}
