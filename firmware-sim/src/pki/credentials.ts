/**
 * A certificate and its private key, PEM. The key is held in memory unless {@link writeCredentials}
 * is asked.
 */
export interface Credentials {
  readonly certPem: string;
  readonly keyPem: string;
}
