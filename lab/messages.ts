// What the launcher and the supervisor tell each other over the IPC channel.
import type { LabTools } from "./context";
import type { PortedCluster } from "./folder";

/** What the launcher tells the supervisor first. */
export interface StartMessage {
  type: "start";
  folder: string;
  clusters: PortedCluster[];
  tools: LabTools;
}

/** A listening socket of the host, which travels beside this message. */
interface ListenerMessage {
  type: "listener";
  port: number;
}

/** From here on the lab lives on when the launcher ends. */
interface ReleaseMessage {
  type: "release";
}

export type ToSupervisor = StartMessage | ListenerMessage | ReleaseMessage;

/** What the supervisor tells the launcher. */
export type FromSupervisor =
  | { type: "listening"; port: number }
  | { type: "progress"; line: string }
  | { type: "ready"; seconds: number }
  | { type: "failed"; message: string };
