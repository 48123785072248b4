/** Virtual trackers for benches: GNSS feeds, the network adapter, and the bench's side of the control port. */
export { linkContract, type LinkBench } from './adapters/link-contract.ts';
export { MqttLink, type MqttLinkOptions } from './adapters/mqtt/mqtt-link.ts';
export { MqttSession } from './adapters/mqtt/mqtt-session.ts';
export { TLS_PROFILE } from './adapters/mqtt/mqtt-tls.ts';
export type { MqttVersion } from './adapters/mqtt/mqtt-version.ts';
export type {
  ControlAnswer,
  FeedInstant,
  TapLine,
  TrackerCounters,
} from './bench/control-messages.ts';
export { Capture } from './core/capture/capture.ts';
export { isSeededDefect, seededDefects, type SeededDefect } from './core/defects/defect-list.ts';
export type {
  Flash,
  IndicatorPattern,
  InputName,
  LinkEvents,
  LinkMessage,
  TapChannel,
} from './core/ports.ts';
export { eraseBlockBytes, flashBytes, flashMap } from './core/storage/flash-map.ts';
export { EpochAssembler, type GnssEpoch } from './gnss/epoch.ts';
export type { FeedEpoch, GnssFeed, PositionE7 } from './gnss/feed.ts';
export { SentenceGuard } from './gnss/sentence-guard.ts';
export { nativeCrypto } from './hardware/native-crypto.ts';
export { NorFlash } from './hardware/nor-flash.ts';
export { SeededRandom } from './hardware/seeded-random.ts';
export { VirtualClock } from './hardware/virtual-clock.ts';
export { VirtualDevice } from './hardware/virtual-device.ts';
export { readNmeaLog, type NmeaLog } from './replay/nmea-log.ts';
export { shiftFeed } from './replay/shift-feed.ts';
export { generateDay } from './route/generate-day.ts';
