import { grantsOf, subjectOf } from './grants.ts';
import { identitiesOf, type Tenants } from './tenants-file.ts';

/**
 * The same for EMQX 5: a part of `emqx.conf`, and the rules as Erlang terms. `folder` is where they will be on the broker's
 * machine.
 */
export function emqxFiles(tenants: Tenants, folder: string): Record<string, string> {
  return {
    'emqx.conf': emqxConf(tenants.broker, `${folder}/acl.conf`),
    'acl.conf': emqxAcl(tenants),
  };
}

/** The plain listeners are off, the certificate's subject is user name and client id, and what no rule allows is refused. */
function emqxConf(broker: Tenants['broker'], aclFile: string): string {
  const { address, port, ca, cert, key } = broker;
  const bind = address.includes(':') ? `[${address}]` : address;
  return `listeners.tcp.default.enable = false
listeners.ws.default.enable = false
listeners.wss.default.enable = false
listeners.ssl.default {
  bind = "${bind}:${port}"
  ssl_options {
    cacertfile = "${ca}"
    certfile = "${cert}"
    keyfile = "${key}"
    verify = verify_peer
    fail_if_no_peer_cert = true
    versions = ["tlsv1.3", "tlsv1.2"]
    ciphers = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"]
    client_renegotiation = false
    reuse_sessions = false
  }
}
mqtt {
  peer_cert_as_username = dn
  peer_cert_as_clientid = dn
  max_packet_size = 64KB
  retain_available = false
  shared_subscription = false
  max_mqueue_len = 100000
  session_expiry_interval = 30d
}
retainer.enable = false
authorization {
  no_match = deny
  deny_action = disconnect
  cache.enable = false
  sources = [{ type = file, enable = true, path = "${aclFile}" }]
}
`;
}

/** EMQX asks the rules for PUBLISH and SUBSCRIBE; what is delivered follows from the latter. */
function emqxAcl(tenants: Tenants): string {
  const rules = identitiesOf(tenants).flatMap((identity) => {
    const { publish, subscribe } = grantsOf(identity);
    const who = `{username, "${subjectOf(identity)}"}`;
    // `eq` takes a filter by its letters: a device may not subscribe to what only fits.
    const filters = subscribe.map((filter) =>
      identity.role === 'device' ? `{eq, "${filter}"}` : `"${filter}"`,
    );
    return [
      `{allow, ${who}, {publish, [{retain, false}]}, [${publish.map((topic) => `"${topic}"`).join(', ')}]}.`,
      `{allow, ${who}, subscribe, [${filters.join(', ')}]}.`,
    ];
  });
  return [...rules, '{deny, all}.', ''].join('\n');
}
