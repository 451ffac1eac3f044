// The kubeconfig that leads to a fake API server.

/** A certificate that is its own authority, as `selfSigned` of the specs' support makes it. */
export interface FakeTls {
  readonly certificate: string;
  readonly key: string;
  /** The name that it is for. */
  readonly name: string;
}

/** @returns JSON, which is YAML */
export function fakeKubeconfig(
  context: string,
  server: string,
  { token, tls }: { readonly token?: string; readonly tls?: FakeTls },
): string {
  const ca = tls && {
    "certificate-authority-data": Buffer.from(tls.certificate).toString("base64"),
    "tls-server-name": tls.name,
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    clusters: [{ name: context, cluster: { server, ...ca } }],
    users: [{ name: context, user: { token: token ?? "any" } }],
  });
}
