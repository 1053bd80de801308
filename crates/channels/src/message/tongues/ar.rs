//! Arabic. The brand stands between Arabic words, or before the code, where plain Latin letters display right without isolates. The
//! plural of minutes has the forms of CLDR: one, two, few (3 to 10), many (11 to 99), other.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "ar",
    minutes,
    verification: Occasion {
        subject: "رمز التحقق الخاص بك في {brand}",
        short: "رمزك في {brand} هو {code} ({life}). لا تشاركه مع أحد؛ لن نطلبه.",
        intro: "رمز التحقق الخاص بك في {brand} هو:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "رمز تسجيل الدخول إلى {brand}",
        short: "رمز دخول {brand}: {code} ({life}). لا تشاركه مع أحد؛ لن نطلبه.",
        intro: "رمز تسجيل الدخول إلى {brand} هو:",
        unasked: "إذا لم تكن أنت من يسجّل الدخول، فهناك من يحاول ذلك: لا تعطه هذا الرمز.",
    },
    reset: Occasion {
        subject: "تغيير كلمة مرورك في {brand}",
        short: "رمز تغيير كلمة مرور {brand}: {code} ({life}). لا تشاركه مع أحد.",
        intro: "رمز تعيين كلمة مرور جديدة في {brand} هو:",
        unasked: "إذا لم تطلب كلمة مرور جديدة، فلا داعي لأي إجراء: كلمة مرورك لن تتغير.",
    },
    confirm: Occasion {
        subject: "تأكيد عملية في {brand}",
        short: "رمز تأكيد {operation} في {brand} هو {code}، صالح لمدة {life}. لا تشاركه مع أحد؛ لن \
                نطلبه أبدًا.",
        intro: "رمز تأكيد {operation} في {brand} هو:",
        unasked: "إذا لم تطلب ذلك، فلا تُدخل الرمز وتواصل معنا فورًا.",
    },
    expires: "صالح لمدة {life}.",
    warning: "لا تشاركه مع أحد؛ فنحن لا نطلبه منك أبدًا.",
    stop: ". ",
    gap: " ",
    about: "بشأن حسابك في {brand}",
    notice: "بشأن حسابك في {brand}: {what}. إذا لم تكن أنت من قام بذلك، فتواصل معنا فورًا.",
    says,
};

fn minutes(n: u64) -> String {
    match (n, n % 100) {
        (1, _) => "دقيقة".to_owned(),
        (2, _) => "دقيقتين".to_owned(),
        (_, 3..=10) => format!("{n} دقائق"),
        _ => format!("{n} دقيقة"),
    }
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "تم تغيير كلمة مرور حسابك",
        Notice::NumberChanged => "تم تغيير رقم هاتف حسابك",
        Notice::NumberMoved => "أثبت شخص آخر أن رقم الهاتف هذا يخصه، فأُزيل من حسابك",
        Notice::MailboxChanged => "تم تغيير عنوان البريد الإلكتروني لحسابك",
        Notice::SecondFactorOn => "تم تعيين عامل تحقق ثانٍ لحسابك، مع رموز استرداد جديدة",
        Notice::SecondFactorOff => "تم إيقاف عامل التحقق الثاني لحسابك",
    }
}
