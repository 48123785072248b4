/** The protocol versions spoken here, as they are written in device files. */
export const mqttVersions = ['5', '3.1.1'] as const;
export type MqttVersion = (typeof mqttVersions)[number];

/** The number of the version in a CONNECT packet. */
export function protocolLevel(version: MqttVersion): 4 | 5 {
  return version === '5' ? 5 : 4;
}
