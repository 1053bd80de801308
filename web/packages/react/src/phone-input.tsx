// The input of a phone number over react-phone-number-input: a country and a number, fed by what the server offers.
import PhoneNumberInput, { getCountries, getCountryCallingCode, isSupportedCountry, type Country } from "react-phone-number-input/min";
import { useMemo, useState, type ReactElement, type SelectHTMLAttributes } from "react";

import { useConfig, useTexts } from "./provider.js";
import type { Texts } from "./texts.js";

/** What a `PhoneInput` is given. */
export interface PhoneInputProps {
  /** In E.164, or `undefined` while there is nothing; this is what the calls take. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** Of the number's input; a `<label htmlFor>` names it. */
  readonly id?: string;
  readonly name?: string;
  readonly disabled?: boolean;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly invalid?: boolean;
  readonly "aria-describedby"?: string;
  /** Class of the whole; `doorcode-phone` by default. Inside are `doorcode-phone-country` and `doorcode-phone-number`. */
  readonly className?: string;
  /** In place of the server's `default_region`. */
  readonly defaultCountry?: string;
}

/** A phone number: country and number. Digits may be Arabic-Indic, and a pasted `+966 50 123 4567` finds its country. */
export function PhoneInput(props: PhoneInputProps): ReactElement {
  const { value, onChange, invalid, className, defaultCountry, id, ...rest } = props;
  const texts = useTexts();
  const { config, error } = useConfig();
  const region = defaultCountry ?? config?.default_region;
  const countries = useMemo(() => served(config?.countries), [config?.countries]);
  const labels = useMemo(() => countryLabels(countries, texts), [countries, texts]);
  // the only country there is needs no choice
  const home = countries.find((country) => country === region) ?? (countries.length === 1 ? countries[0] : undefined);
  const [focused, setFocused] = useState(false);
  if (config === undefined && error === undefined && defaultCountry === undefined) {
    // digits without their country would be somebody else's number
    return (
      <div className={className ?? "doorcode-phone"} aria-busy="true">
        <select className="doorcode-phone-country" aria-label={texts.labels.country} disabled />
        <input
          {...rest}
          {...(id === undefined ? { "aria-label": texts.labels.phone } : { id })}
          className="doorcode-phone-number"
          type="tel"
          autoComplete="tel"
          inputMode="tel"
          dir="ltr"
          readOnly
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
      </div>
    );
  }
  return (
    <PhoneNumberInput
      // it reads its country once
      key={home ?? "none"}
      {...rest}
      autoFocus={rest.autoFocus === true || focused}
      {...(value === undefined ? {} : { value })}
      {...(home === undefined ? {} : { defaultCountry: home })}
      onChange={onChange}
      countries={[...countries]}
      labels={labels}
      locales={texts.locale}
      addInternationalOption={home === undefined || countries.length > 1}
      countrySelectComponent={CountrySelect}
      countrySelectProps={{ "aria-label": texts.labels.country }}
      className={className ?? "doorcode-phone"}
      numberInputProps={{
        ...(id === undefined ? { "aria-label": texts.labels.phone } : { id }),
        ...(invalid === true ? { "aria-invalid": true } : {}),
        className: "doorcode-phone-number",
        dir: "ltr",
        inputMode: "tel",
      }}
      autoComplete="tel"
    />
  );
}

interface CountryOption {
  readonly value?: string;
  readonly label: string;
  readonly divider?: boolean;
}

interface CountrySelectProps {
  readonly value?: string;
  readonly onChange: (value: string | undefined) => void;
  readonly options: readonly CountryOption[];
  readonly disabled?: boolean;
  readonly readOnly?: boolean;
  readonly "aria-label"?: string;
  readonly onFocus?: SelectHTMLAttributes<HTMLSelectElement>["onFocus"];
  readonly onBlur?: SelectHTMLAttributes<HTMLSelectElement>["onBlur"];
}

// A plain list: no pictures, which would come from somebody else's server.
function CountrySelect({ value, onChange, options, disabled, readOnly, onFocus, onBlur, ...rest }: CountrySelectProps): ReactElement {
  return (
    <select
      className="doorcode-phone-country"
      aria-label={rest["aria-label"]}
      // filled in together with the number, by its own calling code
      autoComplete="tel-country-code"
      disabled={disabled === true || readOnly === true}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      {options.map((option) =>
        option.divider === true ? null : (
          <option key={option.value ?? ""} value={option.value ?? ""}>
            {option.label}
          </option>
        ),
      )}
    </select>
  );
}

function served(offered: readonly string[] | undefined): readonly Country[] {
  const all = getCountries();
  if (offered === undefined || offered.includes("*")) return all;
  const known = offered.filter((country): country is Country => isSupportedCountry(country));
  return known.length > 0 ? known : all;
}

function countryLabels(countries: readonly Country[], texts: Texts): Record<string, string> {
  const names = displayNames(texts.locale);
  const labels: Record<string, string> = { ZZ: texts.labels.international, country: texts.labels.country, phone: texts.labels.phone };
  // isolated, so that a calling code keeps its + in front in every language
  for (const country of countries) labels[country] = `${names?.of(country) ?? country} \u2066+${getCountryCallingCode(country)}\u2069`;
  return labels;
}

function displayNames(locale: string): Intl.DisplayNames | undefined {
  try {
    return new Intl.DisplayNames([locale], { type: "region" });
  } catch {
    return undefined;
  }
}
