// Arabic, from right to left.
import type { Texts } from "./texts.js";

// one, two, three to ten, and the rest: four forms of a counted noun
const counted = (count: number, one: string, two: string, few: string, many: string): string => {
  if (count === 1) return one;
  if (count === 2) return two;
  const last = count % 100;
  return `${count} ${last >= 3 && last <= 10 ? few : many}`;
};
const time = (count: number): string => {
  if (count < 90) return counted(count, "ثانية", "ثانيتين", "ثوانٍ", "ثانية");
  if (count < 5400) return counted(Math.ceil(count / 60), "دقيقة", "دقيقتين", "دقائق", "دقيقة");
  return counted(Math.ceil(count / 3600), "ساعة", "ساعتين", "ساعات", "ساعة");
};

/** The texts in Arabic. */
export const ar: Texts = {
  locale: "ar",
  direction: "rtl",
  problems: {
    invalid_request: { sentence: "في النموذج خطأ.", next: "راجع ما كتبته وحاول مرة أخرى.", step: "edit" },
    weak_password: { sentence: "كلمة المرور هذه سهلة التخمين.", next: "اختر كلمة أطول لا يستخدمها غيرك.", step: "edit" },
    unauthorized: { sentence: "انتهت جلستك.", next: "سجّل الدخول ثم حاول مرة أخرى.", step: "sign_in" },
    bad_credentials: { sentence: "الاسم وكلمة المرور غير متطابقين.", next: "راجعهما أو عيّن كلمة مرور جديدة.", step: "edit" },
    not_verified: { sentence: "ما زال هذا الحساب ينتظر رمزه.", next: "اطلب رمزًا جديدًا وأدخله لإكمال التسجيل.", step: "new_code" },
    reauthentication_required: { sentence: "مضى وقت على تسجيل دخولك.", next: "أدخل كلمة المرور للمتابعة.", step: "more" },
    second_factor_required: { sentence: "هذا الحساب محمي بخطوة ثانية.", next: "أدخل المطلوب أو أحد رموز الاسترداد.", step: "more" },
    account_disabled: { sentence: "هذا الحساب موقوف.", next: "تواصل مع الدعم.", step: "report" },
    invalid_signature: { sentence: "هذا الطلب غير موقّع كما ينبغي.", next: "تواصل مع الدعم.", step: "report" },
    not_found: { sentence: "هذا غير موجود أو لم يعد موجودًا.", next: "ارجع وابدأ من جديد.", step: "retry" },
    method_not_allowed: { sentence: "هذه الصفحة لا توافق الخادم.", next: "أعد تحميل الصفحة، وإن لم يفد ذلك فتواصل مع الدعم.", step: "report" },
    timeout: { sentence: "اتصالك بطيء جدًا، ولم يُنفَّذ شيء.", next: "حاول مرة أخرى.", step: "retry" },
    taken: { sentence: "هذا مستخدم من قبل شخص آخر.", next: "اختر غيره، أو سجّل الدخول إن كان لك.", step: "edit" },
    body_too_large: { sentence: "النص طويل جدًا.", next: "اختصره وحاول مرة أخرى.", step: "edit" },
    unsupported_media_type: { sentence: "هذه الصفحة لا توافق الخادم.", next: "أعد تحميل الصفحة، وإن لم يفد ذلك فتواصل مع الدعم.", step: "report" },
    invalid_code: { sentence: "الرمز خاطئ أو لم يعد صالحًا.", next: "اطلب رمزًا جديدًا.", step: "new_code" },
    channel_not_offered: { sentence: "لا يمكن إرسال الرموز بهذه الطريقة هنا.", next: "اختر طريقة أخرى.", step: "other_channel" },
    undeliverable: { sentence: "تعذّر الوصول إلى هذا الرقم أو البريد.", next: "راجعه أو اختر طريقة أخرى.", step: "edit" },
    destination_blocked: { sentence: "لا نرسل رموزًا إلى هذا البلد أو الرقم.", next: "استخدم رقمًا آخر.", step: "edit" },
    too_many_requests: { sentence: "محاولات كثيرة جدًا.", next: "انتظر قليلًا ثم حاول مرة أخرى.", step: "wait" },
    internal: { sentence: "حدث خطأ لدينا.", next: "حاول لاحقًا، وإن تكرر فتواصل مع الدعم.", step: "report" },
    delivery_failed: { sentence: "لا نعلم هل وصل الرمز.", next: "انتظره قليلًا، فإن لم يصل فاطلب رمزًا جديدًا.", step: "new_code" },
    unavailable: { sentence: "الخدمة غير متاحة الآن.", next: "حاول بعد قليل.", step: "wait" },
    network_offline: { sentence: "تعذّر الوصول إلى الخادم.", next: "تحقق من اتصالك وحاول مرة أخرى.", step: "retry" },
    network_timeout: { sentence: "تأخر الخادم في الرد.", next: "حاول مرة أخرى، فقد يكون الرمز في الطريق.", step: "retry" },
    network_unreadable: { sentence: "تعذّر فهم الرد.", next: "قد تحتاج إلى تسجيل الدخول إلى هذه الشبكة أولًا، ثم حاول مرة أخرى.", step: "retry" },
    network_aborted: { sentence: "أوقفتَ هذا الطلب.", next: "حاول مرة أخرى إن شئت.", step: "retry" },
  },
  faults: {
    required: "املأ هذا الحقل.",
    wrong_type: "هذا غير صحيح.",
    exactly_one_of: "أدخل واحدًا فقط من هذه.",
    at_least_one_of: "أدخل واحدًا على الأقل من هذه.",
    at_most_one_of: "لا تُدخل أكثر من واحد من هذه.",
    invalid_phone: "اكتب رقم هاتف مع رمز البلد.",
    invalid_email: "اكتب عنوان بريد مثل name@example.com.",
    invalid_channel: "اختر إحدى الطرق المعروضة.",
    malformed_code: "الرمز أرقام فقط.",
    malformed_token: "انتهت هذه الخطوة. ابدأ من جديد.",
    invalid_locale: "اكتب لغة مثل ar أو en.",
    invalid_username: "استخدم من 3 إلى 32 حرفًا أو رقمًا أو نقطة أو شرطة.",
    invalid_full_name: "اكتب اسمًا.",
    invalid_action: "اسم هذه العملية غير صالح.",
    invalid_details: "تفاصيل هذه العملية غير صالحة.",
    control_characters: "في النص رموز لا يمكن استخدامها.",
    too_short: "هذا قصير جدًا.",
    too_long: "هذا طويل جدًا.",
    too_common: "يستخدمها كثيرون. اختر غيرها.",
    context_word: "لا تستخدم اسمك أو رقمك أو بريدك كلمةَ مرور.",
    taken: "هذا مستخدم من قبل شخص آخر.",
  },
  labels: {
    code: "الرمز",
    phone: "رقم الهاتف",
    country: "البلد",
    international: "دولي",
    sendCode: "أرسل الرمز",
    verifyCode: "تحقق من الرمز",
    resendCode: "أرسل مرة أخرى",
    otherAddress: "استخدم عنوانًا آخر",
  },
  channels: { sms: "رسالة نصية", whatsapp: "واتساب", call: "مكالمة هاتفية", email: "البريد الإلكتروني", auto: "اختر لي" },
  resendIn: (count) => `يمكنك الطلب مرة أخرى بعد ${time(count)}.`,
  waitFor: (count) => `حاول مرة أخرى بعد ${time(count)}.`,
  attemptsLeft: (count) => `بقيت ${counted(count, "محاولة واحدة", "محاولتان", "محاولات", "محاولة")}.`,
  sentTo: (to) => `الرمز في الطريق إلى \u2068${to}\u2069.`,
};
