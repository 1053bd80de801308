// What an application may use of this package. `PhoneInput` brings the numbering plans of the world (some 60 kB): import it from
// `@doorcode/react/phone-input` with `lazy` to have them loaded when a number is asked for.
export * from "./hooks.js";
export { OtpInput, type OtpInputProps } from "./otp-input.js";
export { PhoneInput, type PhoneInputProps } from "./phone-input.js";
