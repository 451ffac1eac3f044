/** Lays a small disk over a folder, runs a command, and brings what it wrote back. */
const script = `set -eu
folder=$1 spare=$2
shift 2
hold=$(mktemp -d)
mount --bind "$folder" "$hold"
mount -t tmpfs -o size=$(($(du -sk "$hold" | cut -f1) + spare))k tmpfs "$folder"
cp -a "$hold/." "$folder"
code=0
"$@" || code=$?
cp -a "$folder/." "$hold"
umount "$hold"
rmdir "$hold"
exit $code`;

/**
 * A command line that runs another one where the disk of a folder has little room left: in mounts
 * of its own, so that no other process sees that disk.
 *
 * @param spare KiB that are free at first
 */
export function onFullDisk(folder: string, spare: number, command: readonly string[]): string[] {
  const alone = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  return ["unshare", ...alone, "--mount", "sh", "-c", script, "sh", folder, `${spare}`, ...command];
}
