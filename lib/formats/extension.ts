/** The part of a file's name that tells its kind, in lower case: `.nupkg`, `.tar.gz`; empty if there is none. */
export function extensionOf(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1).toLowerCase();
  if (file.endsWith(".tar.gz")) return ".tar.gz";
  const dot = file.lastIndexOf(".");
  return dot <= 0 ? "" : file.slice(dot);
}
