// The calls that the fake API server must answer as a real one does, and what they come to. The unit tier makes them to
// the fake, the end-to-end tier to the lab's API server; both must come to the outcome that each case names.
import { applies } from "./contract-applies";
import type { ContractCase } from "./contract-parts";
import { reads } from "./contract-reads";
import { records } from "./contract-records";
import { subresources } from "./contract-subresources";
import { updates } from "./contract-updates";

/** All cases. Each needs a namespace of its own. */
export const contract: readonly ContractCase[] = [
  ...applies,
  ...updates,
  ...subresources,
  ...reads,
  ...records,
];
