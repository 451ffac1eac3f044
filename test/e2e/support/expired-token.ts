// Makes an expired token of a service account.
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lab } from "./lab";

/** A token of a service account that its own API server signed, a minute after its end. */
export function expiredToken(cluster: "west" | "east"): string {
  const key = readFileSync(join(lab().folder, "pki", `service-accounts-${cluster}.key`));
  const issuer = "https://kubernetes.default.svc.cluster.local";
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: "system:serviceaccount:default:default",
    iat: now - 120,
    nbf: now - 120,
    exp: now - 60,
    "kubernetes.io": { namespace: "default", serviceaccount: { name: "default", uid: "expired" } },
  };
  const text = [{ alg: "ES256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(text), {
    key: createPrivateKey(key),
    dsaEncoding: "ieee-p1363",
  });
  return `${text}.${signature.toString("base64url")}`;
}
