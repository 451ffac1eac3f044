// Envoy's response flags: the fields of the message, and the short names that Istio's metrics carry.
import type { Fields } from "../wire";

/** Short names by field number (envoy/data/accesslog/v3/accesslog.proto, ResponseFlags). */
const shortNames: Readonly<Record<number, string>> = {
  1: "LH",
  2: "UH",
  3: "UT",
  4: "LR",
  5: "UR",
  6: "UF",
  7: "UC",
  8: "UO",
  9: "NR",
  10: "DI",
  11: "FI",
  12: "RL",
  13: "UAEX",
  14: "RLSE",
  15: "DC",
  16: "URX",
  17: "SI",
  18: "IH",
  19: "DPE",
  20: "UMSDR",
  21: "RFCF",
  22: "NFCF",
  23: "DT",
  24: "UPE",
  25: "NC",
  26: "OM",
  27: "DF",
  28: "DR",
};

/** Reads the flags of a request as Istio writes them: `UF,URX`, or `-` where there are none. */
export function responseFlags(fields: Fields): string {
  const names: string[] = [];
  while (fields.next()) {
    const name = shortNames[fields.field];
    if (name) names.push(name);
  }
  return names.join(",") || "-";
}
