/**
 * The most that is read as a `.nuspec`, whatever the budget allows: its reader builds strings. Real ones stay below a tenth.
 */
export const MOST_NUSPEC_BYTES: number = 1024 * 1024;

/** The most that is read as a `pubspec.yaml`: its reader builds a tree of objects. The largest that pub.dev takes. */
export const MOST_PUBSPEC_BYTES: number = 128 * 1024;

/** The most lines of a `pubspec.yaml`, and its most indicator characters. */
export const MOST_PUBSPEC_PIECES: number = 8192;
