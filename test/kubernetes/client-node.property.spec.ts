/** The official client reads the same of random kubeconfigs, where it has the rules of kubectl. */
import type { RequestOptions } from "node:https";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { identityHeaders, tlsOptions } from "../../kubernetes/client-options";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { contextsOf } from "../../kubernetes/kubeconfig";
import { proxyOrigin } from "../../kubernetes/proxy";
import type { ServerEntry, UserEntry } from "../../kubernetes/kubeconfig-entries";
import { Folder, noProxy, withEnvironment } from "../support/folder";
import { base64 } from "../support/access/kubeconfig";
import { cases } from "../support/cases";

/** One way to say a value: in the text, in a file beside the kubeconfig, or empty. */
type Held = "data" | "relative" | "below" | "absolute" | "empty" | "none";

interface Context {
  readonly server: string;
  readonly ca: Held;
  readonly certificate: Held;
  readonly token: string | undefined;
  readonly basic: boolean;
  readonly as: string | undefined;
  readonly servername: string | undefined;
  readonly proxy: string | undefined;
  readonly insecure: boolean;
}

const held = fc.constantFrom<Held>("data", "relative", "below", "absolute", "empty", "none");
const optional = (...values: string[]) => fc.constantFrom(undefined, ...values);

const contexts: fc.Arbitrary<Context> = fc.record({
  server: fc.constantFrom("https://west.example", "https://10.0.0.1:6443", "https://e/clusters/a"),
  ca: held,
  certificate: held,
  token: optional("secret", ""),
  basic: fc.boolean(),
  as: optional("ci"),
  servername: optional("west", ""),
  proxy: optional("http://proxy:3128", "socks5://proxy:1080", ""),
  insecure: fc.boolean(),
});

/** Several files in folders of their own, as KUBECONFIG names them. */
const files = fc.array(fc.array(contexts, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
});

/** Writes a value's file where it has one. @returns its entries in the kubeconfig */
function holding(folder: Folder, key: string, how: Held, text: string): object {
  if (how === "none") return {};
  if (how === "empty") return { [key]: "", [`${key}-data`]: "" };
  if (how === "data") return { [`${key}-data`]: base64(text) };
  if (how === "below") mkdirSync(join(folder.path, "pki"), { recursive: true });
  const name = how === "below" ? `pki/${text}` : text;
  const path = folder.write(name, text);
  return { [key]: how === "absolute" ? path : name };
}

function write(folder: Folder, prefix: string, all: readonly Context[]): string {
  const names = all.map((_, i) => `${prefix}${i}`);
  const cluster = (one: Context, name: string): ServerEntry => ({
    server: one.server,
    // kubectl refuses both together, the official client does not.
    ...(one.insecure
      ? { "insecure-skip-tls-verify": true }
      : holding(folder, "certificate-authority", one.ca, `ca-${name}`)),
    ...(one.servername !== undefined && { "tls-server-name": one.servername }),
    ...(one.proxy !== undefined && { "proxy-url": one.proxy }),
  });
  const user = (one: Context, name: string): UserEntry => ({
    ...holding(folder, "client-certificate", one.certificate, `cert-${name}`),
    ...holding(folder, "client-key", one.certificate, `key-${name}`),
    ...(one.token !== undefined && { token: one.token }),
    ...(one.basic && !one.token && { username: "u", password: "p" }),
    ...(one.as !== undefined && { as: one.as }),
  });
  return folder.write(
    "kubeconfig",
    JSON.stringify({
      "current-context": names[0],
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
      clusters: all.map((one, i) => ({ name: names[i], cluster: cluster(one, String(names[i])) })),
      users: all.map((one, i) => ({ name: names[i], user: user(one, String(names[i])) })),
    }),
  );
}

/** What goes to an API server, in both clients' words. */
async function ours(context: string): Promise<object> {
  const client = await clientFor(serverOf({ name: "any", context }));
  const { options } = client;
  const credentials = (await options.source?.current()) ?? {};
  const { authorization, "impersonate-user": as } = identityHeaders(options, credentials);
  const { ca, cert, key, servername, rejectUnauthorized } = tlsOptions(options, credentials);
  client.close();
  return {
    server: options.server,
    authorization,
    as,
    tls: [ca, cert, key].map((value) => value && String(value)),
    servername,
    checked: rejectUnauthorized,
    proxy: options.proxy && proxyOrigin(options.proxy),
  };
}

describe("a random kubeconfig", () => {
  const folders: Folder[] = [];

  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove();
  });

  it("says the same to the official client", async () => {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const theirs = async (context: string): Promise<object> => {
      const config = new KubeConfig();
      config.loadFromDefault();
      config.setCurrentContext(context);
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      const headers = options.headers as Record<string, string> | undefined;
      const { server, proxyUrl } = config.getCurrentCluster() ?? { server: "" };
      const basic = options.auth ? `Basic ${base64(options.auth)}` : undefined;
      return {
        server,
        authorization: headers?.Authorization ?? basic,
        as: headers?.["Impersonate-User"],
        tls: [options.ca, options.cert, options.key].map((value) =>
          (value as Buffer | undefined)?.toString(),
        ),
        servername: options.servername,
        checked: options.rejectUnauthorized ?? true,
        proxy: proxyUrl || undefined,
      };
    };
    const same = async (given: readonly (readonly Context[])[]) => {
      const paths = given.map((all, i) => {
        const folder = new Folder();
        folders.push(folder);
        return write(folder, "abc".charAt(i), all);
      });
      await withEnvironment({ ...noProxy, KUBECONFIG: paths.join(delimiter) }, async () => {
        const names = contextsOf({ name: "any" }) as readonly string[];
        expect(names).to.have.length(given.flat().length);
        for (const name of names) expect(await ours(name)).to.deep.equal(await theirs(name));
      });
    };
    await fc.assert(fc.asyncProperty(files, same), { numRuns: cases(100) });
  });
});
