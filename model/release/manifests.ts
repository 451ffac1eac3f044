// The types of the key `manifests`: objects that a release brings beside its own. Generated from
// model/schema by `npm run generate`. Do not edit.

/** An object that a release brings beside its own, or a file with such objects. */
export type ManifestEntry =
  string | ManifestFile | ManifestObject | Readonly<Record<string, unknown>>;

/** A YAML file with objects, and the clusters that get them. */
export interface ManifestFile {
  /** Path of the file, relative to the project's folder; it may hold several documents. */
  readonly file: string;
  /** Names of the clusters that get the objects. @default all clusters */
  readonly clusters?: readonly string[];
  /** What the file holds; the program fills it in. @default the program reads the file */
  readonly documents?: readonly {
    /** Line in which the object begins. */
    readonly line: number;
    /** The object. */
    readonly object: Readonly<Record<string, unknown>>;
  }[];
}

/** An object, and the clusters that get it. */
export interface ManifestObject {
  /** The object, in Kubernetes' own form. */
  readonly object: Readonly<Record<string, unknown>>;
  /** Names of the clusters that get the objects. @default all clusters */
  readonly clusters?: readonly string[];
}
