// The first bytes of TLS, with which a caller names a host.
import { Duplex } from "node:stream";
import { connect } from "node:tls";

/** The bytes with which a caller begins TLS and names a host; the lab's apps answer any bytes. */
export function clientHello(servername: string): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => undefined, write: (bytes: Buffer) => resolve(bytes) });
    connect({ socket: wire, servername });
  });
}
