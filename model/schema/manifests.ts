// The schema of the key `manifests`: objects that a release brings beside its own.
import * as v from "valibot";
import type { ManifestEntry } from "../release/manifests";
import { isMapping } from "./best-effort";
import { anyName, choose, record, refused, text } from "./common";
import { allowedBy, noted, optional, required, typed, type Schema } from "./note";
import { object } from "./objects";

/** An object in Kubernetes' own form; a check with places in files looks at its contents. */
const kubernetesObject = record(
  anyName,
  v.unknown(),
  "a mapping, as Kubernetes has it, with apiVersion, kind and metadata",
);

/** The same for editors, and for those who write types: only an entry with these two is an object. */
const typedObject = noted(
  v.looseObject({ apiVersion: v.string("a version"), kind: v.string("a kind") }),
  {
    allowed: "an object, as Kubernetes has it",
    type: { text: "Readonly<Record<string, unknown>>", from: {} },
  },
);

const file = text("a path of a YAML file, relative to the project's folder");

const clusters = optional(
  v.array(text("a cluster's name"), "a list of cluster names"),
  "Names of the clusters that get the objects.",
  { otherwise: "all clusters", example: ["east"] },
);

const manifestFile = typed(
  "ManifestFile",
  "A YAML file with objects, and the clusters that get them.",
  object({
    file: required(
      file,
      "Path of the file, relative to the project's folder; it may hold several documents.",
      { example: "k8s/config.yaml" },
    ),
    clusters,
    documents: optional(
      v.array(
        object({
          line: required(v.number("a line"), "Line in which the object begins."),
          object: required(kubernetesObject, "The object."),
        }),
        "a list of objects with their lines",
      ),
      "What the file holds; the program fills it in.",
      { otherwise: "the program reads the file" },
    ),
  }),
);

const manifestObject = typed(
  "ManifestObject",
  "An object, and the clusters that get it.",
  object({
    object: required(kubernetesObject, "The object, in Kubernetes' own form.", {
      example: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cart" } },
    }),
    clusters,
  }),
);

const allowed = `${allowedBy(file)}, an object, or a mapping with file or object, and clusters`;

const entry: Schema<ManifestEntry> = typed(
  "ManifestEntry",
  "An object that a release brings beside its own, or a file with such objects.",
  noted(
    choose<ManifestEntry>(
      (given) => {
        if (typeof given === "string") return file;
        if (!isMapping(given)) return refused(allowed);
        if (given.kind !== undefined || given.apiVersion !== undefined) return kubernetesObject;
        return given.object === undefined ? manifestFile : manifestObject;
      },
      [file, manifestFile, manifestObject, typedObject],
    ),
    { allowed },
  ),
);

/** The objects that a release or a stack brings beside its own. */
export const manifests = v.array(entry, "a list of objects and of paths of YAML files");
