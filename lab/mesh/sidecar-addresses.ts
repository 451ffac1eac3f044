// Addresses inside a pod on which its sidecar and its app agree.
/** Where the sidecar of a pod resolves names of Services: `address:port` in the pod's network. */
export const dnsProxy = "127.0.0.1:15053";

/**
 * Where the kernel maps one user only, sidecar and server cannot be told apart by their user. There the
 * server calls others from this address, and the redirection goes by it.
 */
export const appSourceAddress = "169.254.13.37";
