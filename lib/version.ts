/** The package's version; a test holds it to package.json. */
export const version = '0.1.0';

/** The version as one number that grows with every release: 1.2.3 → 1002003. */
export function versionNumber(): number {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return major * 1_000_000 + minor * 1000 + patch;
}
