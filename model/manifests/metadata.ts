// The fields that all manifests have: API version, kind and metadata.
/**
 * The metadata of an object. Name and namespace are always explicit: equal in every cluster, never
 * generated.
 */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** Any Kubernetes object that a plan holds. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}
