// Which server speaks for the agents: for whoever starts the mock. The client's own types are not for everybody: its library may
// not be there.

export interface ModelOptions {
  /** Up to and with `/v1`, such as `http://127.0.0.1:11434/v1`. */
  baseURL: string
  /** As the server calls it. */
  model: string
  /** Sent as a bearer token; `none` unless given. */
  apiKey?: string | undefined
  /** How long one answer may take, tries included, in ms of real time; 30,000 unless given. */
  timeoutMs?: number | undefined
}
