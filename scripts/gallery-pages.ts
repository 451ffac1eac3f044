/** Makes the pages of the gallery from presets and stack files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readStackSettings } from "../cli/stack/settings";
import { mermaid } from "../model/diagrams/mermaid";
import { manifests, planRelease, type ReleasePlan } from "../model/plan/plan";
import { stackFileName } from "../model/project";
import { yamlText } from "../model/yaml/write";
import { galleryEntries, type GalleryEntry } from "./gallery-entries";
import { formattedPages, type Pages } from "./pages";

/** The folder of the gallery. */
export const galleryFolder = join("docs", "gallery");

/**
 * The pages of the gallery by file name, made from the presets and stack files as they are now.
 *
 * @throws Error if a stack file has mistakes
 */
export async function galleryPages(): Promise<Pages> {
  return formattedPages(galleryFolder, [
    ["README.md", index()],
    ...galleryEntries.map((entry) => [fileOf(entry), page(entry)] as const),
  ]);
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
      "presets and stack files.",
    "",
    "In the diagrams an arrow says which requests or which part of them it takes; one without words takes all. Thick arrows " +
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
  const file = stackFileName(stack);
  return [
    `# ${title}`,
    "",
    about,
    "",
    "## Declaration",
    "",
    ...(source
      ? [
          `The preset, [${source}](../../${source}):`,
          "",
          ...fenced("ts", readFileSync(source, "utf8")),
          `The stack, [${file}](../../${file}):`,
        ]
      : [`All of it stands in the stack file, [${file}](../../${file}):`]),
    "",
    ...fenced("yaml", withoutSecretsKeys(readFileSync(file, "utf8"))),
    "## Traffic",
    "",
    ...diagrams(plan),
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
  const { release, clusters } = readStackSettings({ stack, file: undefined });
  return planRelease(release, clusters);
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

function diagrams(plan: ReleasePlan): string[] {
  const all = mermaid(plan);
  return all.flatMap(({ clusters, chart }) => [
    ...(all.length > 1 ? [`In ${clusters.join(", ")}:`, ""] : []),
    ...fenced("mermaid", chart),
  ]);
}

/**
 * The objects of the first cluster; those of other clusters differ only in the versions that run
 * there.
 */
function manifestsOf(plan: ReleasePlan): string[] {
  const [first] = plan.clusters;
  if (!first) return [];
  const made = manifests(first);
  const text = made.map(yamlText);
  return [
    "<details>",
    `<summary>The ${made.length} objects of cluster ${first.cluster.name}</summary>`,
    "",
    ...fenced("yaml", text.join("---\n")),
    "</details>",
    "",
  ];
}

/**
 * The stack file without the lines that Pulumi adds to encrypt secrets: they belong to one machine.
 */
function withoutSecretsKeys(text: string): string {
  return text.replace(/^(?:encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm, "");
}

function fenced(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trimEnd(), "```", ""];
}
