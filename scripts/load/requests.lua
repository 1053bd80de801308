-- What wrk sends, chosen by the environment, and one line of figures at the end. Numbers are distinct: the Nth request is
-- about the Nth number of a range, from BENCH_FIRST on.

local kind = os.getenv("BENCH_KIND")
local next_number = tonumber(os.getenv("BENCH_FIRST") or "0")
local count = tonumber(os.getenv("BENCH_COUNT") or "0")
local first = next_number
local token = os.getenv("BENCH_TOKEN")
local service = os.getenv("BENCH_SERVICE")
local credentials = os.getenv("BENCH_CREDENTIALS")
local code = os.getenv("BENCH_CODE")

local json = { ["Content-Type"] = "application/json" }
local form = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Authorization"] = credentials }

-- A number of Washington, D.C.; where BENCH_COUNT is set, they come round again.
local function number()
  local n = next_number
  next_number = next_number + 1
  if count > 0 and next_number >= first + count then next_number = first end
  return string.format("1202%d", 2000000 + n % 8000000)
end

local requests = {
  send = function()
    return wrk.format("POST", "/send-otp", json, '{"to":"+' .. number() .. '"}')
  end,
  verify = function()
    return wrk.format("POST", "/verify-otp", json, '{"to":"+' .. number() .. '","code":"' .. code .. '"}')
  end,
  login = function()
    return wrk.format("POST", "/login", json, '{"email":"bench@example.com","password":"correct horse battery"}')
  end,
  me = function()
    return wrk.format("GET", "/me", { ["Authorization"] = "Bearer " .. token })
  end,
  static = function()
    return wrk.format("GET", "/me.json")
  end,
  forward = function()
    return wrk.format("POST", "/v2/Services/" .. service .. "/Verifications", form, "To=%2B" .. number() .. "&Channel=sms")
  end,
}

request = requests[kind]

-- The first answers that are not a success, to tell why.
local shown = 0
response = os.getenv("BENCH_SHOW") and function(status, _, body)
  if status >= 300 and shown < 3 then
    shown = shown + 1
    io.stderr:write(kind, ": ", status, " ", string.sub(body, 1, 300), "\n")
  end
end or nil

done = function(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    "FIGURES %d %d %d %.0f %.0f\n",
    summary.requests,
    summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status,
    latency:percentile(50),
    latency:percentile(99)
  ))
end
