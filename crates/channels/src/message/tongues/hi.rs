//! Hindi, with आप. A text message has 70 characters, so that its words are few.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "hi",
    minutes,
    verification: Occasion {
        subject: "आपका {brand} सत्यापन कोड",
        short: "{brand} कोड: {code} ({life})। किसी को न बताएँ; हम नहीं माँगते।",
        intro: "आपका {brand} सत्यापन कोड है:",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "आपका {brand} लॉगिन कोड",
        short: "{brand} लॉगिन कोड {code}, {life}। किसी को न दें; हम नहीं माँगते।",
        intro: "{brand} में लॉगिन करने के लिए आपका कोड है:",
        unasked: "अगर आप लॉगिन नहीं कर रहे हैं, तो कोई और कोशिश कर रहा है: यह कोड किसी को न दें।",
    },
    reset: Occasion {
        subject: "अपना {brand} पासवर्ड रीसेट करें",
        short: "{brand} पासवर्ड बदलने का कोड: {code} ({life})। किसी को न बताएँ।",
        intro: "{brand} का नया पासवर्ड बनाने के लिए आपका कोड है:",
        unasked: "अगर आपने नया पासवर्ड नहीं माँगा है, तो कुछ न करें: आपका पासवर्ड नहीं बदलेगा।",
    },
    confirm: Occasion {
        subject: "{brand} पर एक कार्रवाई की पुष्टि करें",
        short: "{operation} की पुष्टि के लिए आपका {brand} कोड: {code}। {life} तक मान्य। किसी को न \
                बताएँ; हम कभी नहीं माँगते।",
        intro: "{brand} पर {operation} की पुष्टि के लिए आपका कोड है:",
        unasked: "अगर यह अनुरोध आपने नहीं किया है, तो कोड न डालें और तुरंत हमसे संपर्क करें।",
    },
    expires: "यह {life} तक मान्य है।",
    warning: "इसे किसी को न बताएँ; हम इसे कभी नहीं माँगते।",
    stop: "। ",
    gap: " ",
    about: "आपके {brand} खाते के बारे में",
    notice: "{brand}: {what}। अगर यह आपने नहीं किया, तो तुरंत हमसे संपर्क करें।",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} मिनट")
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "आपके खाते का पासवर्ड बदल दिया गया है",
        Notice::NumberChanged => "आपके खाते का फ़ोन नंबर बदल दिया गया है",
        Notice::NumberMoved => {
            "किसी और ने साबित किया है कि यह फ़ोन नंबर उनका है, इसलिए इसे आपके खाते से हटा दिया गया है"
        }
        Notice::MailboxChanged => "आपके खाते का ईमेल पता बदल दिया गया है",
        Notice::SecondFactorOn => "आपके खाते के लिए सत्यापन का दूसरा चरण चालू किया गया है, नए रिकवरी कोड के साथ",
        Notice::SecondFactorOff => "आपके खाते के सत्यापन का दूसरा चरण बंद कर दिया गया है",
    }
}
