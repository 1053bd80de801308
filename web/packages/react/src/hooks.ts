// The hooks alone: they need no DOM, and work in React Native.
export { foldDigits, codeIn } from "./digits.js";
export type { OtpState, OtpStatus } from "./challenge.js";
export type { ReloadStorage } from "./kept.js";
export type { Along, Ask, Companion, LoginAsk, OtpPurpose, Purposes, ResetAsk, ResumeAsk, Sending, StepUpAsk, Verified } from "./otp-purposes.js";
export { DoorcodeProvider, useClient, useConfig, useTexts, type DoorcodeProviderProps } from "./provider.js";
export { ar } from "./texts-ar.js";
export { en } from "./texts-en.js";
export { explain, explainFields, type Explained, type NextStep, type ProblemText, type Texts } from "./texts.js";
export { useOtp, type Otp, type UseOtpOptions } from "./use-otp.js";
export { useSession, type SessionView } from "./use-session.js";
export { useStepUp, type Demand, type Evidence, type StepUp } from "./use-step-up.js";
