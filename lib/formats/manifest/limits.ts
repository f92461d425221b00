/**
 * The most that is read as a `.nuspec` or `pubspec.yaml`, whatever the budget allows: their readers build trees. Both
 * ecosystems' hosts take far smaller ones (pub.dev 128 KiB).
 */
export const MOST_MANIFEST_BYTES: number = 1024 * 1024;
