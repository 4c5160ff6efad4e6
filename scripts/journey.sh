#!/usr/bin/env bash
# The main job by curl, against a portal that runs with -demo: from a drafted need to a proven sponsorship, as docs/tour.md tells it.
#   scripts/journey.sh [URL] [demo-accounts.json]
# Needs curl and python3. Every step prints what it asked and what it was answered; the first unexpected answer ends it with 1.
set -euo pipefail
URL=${1:-http://127.0.0.1:3000}
ACCOUNTS=${2:-data/demo-accounts.json}
RUN=$(date +%s)-$$
STEP=0

# pick PATH: a value of the JSON on stdin, by a Python expression on `d`.
pick() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
# token ROLE [COUNTY]: the token of a demonstration account.
token() { python3 - "$ACCOUNTS" "$@" <<'P'
import json, sys
role, county = sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""
found = [a for a in json.load(open(sys.argv[1])) if a["role"] == role and (not county or county in (a.get("county"), None))]
if not found: sys.exit(f"no demonstration account: {role} {county}")
print(found[0]["token"])
P
}
# ask STATUS TOKEN METHOD PATH [BODY]: asks, expects the status, leaves the answer in $ANSWER.
ask() {
  local want=$1 token=$2 method=$3 path=$4 body=${5:-} out status
  STEP=$((STEP + 1))
  local args=(-sS -X "$method" -w '\n%{http_code}' -H "Idempotency-Key: journey-$RUN-$STEP" -H 'Accept-Language: zh-CN')
  [[ -n $token ]] && args+=(-H "Authorization: Bearer $token")
  [[ $method == POST ]] && args+=(-H 'Content-Type: application/json' --data "${body:-{\}}")
  out=$(curl "${args[@]}" "$URL/api/v1$path")
  status=${out##*$'\n'} ANSWER=${out%$'\n'*}
  printf '%2d  %-4s %-48s %s  %.160s\n' "$STEP" "$method" "$path" "$status" "$ANSWER"
  [[ $status == "$want" ]] || { echo "journey: expected $want" >&2; exit 1; }
}
# uscc: a fresh code of the zone that GB 11714 leaves to everybody's own use.
uscc() { python3 - <<'P'
import random
letters, inner = "0123456789ABCDEFGHJKLMNPQRTUWXY", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
body = "PDY%05d" % random.randint(30000, 99999)
check = "0123456789X0"[(11 - sum(w * inner.index(c) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), body)) % 11) % 11]
code = "91370900" + body + check
print(code + letters[(31 - sum(pow(3, i, 31) * letters.index(c) for i, c in enumerate(code)) % 31) % 31])
P
}
say() { printf '\n== %s\n' "$1"; }

COUNTY=$(python3 -c 'import json,sys; print(next(a["county"] for a in json.load(open(sys.argv[1])) if a["role"]=="township_worker"))' "$ACCOUNTS")
WORKER=$(token township_worker "$COUNTY") OFFICER=$(token county_officer "$COUNTY") MANAGER=$(token program_manager) MAKER=$(token finance_maker)
CHECKER=$(token finance_checker) SECRETARY=$(token secretary_general) AUDITOR=$(token auditor)

ask 200 "" GET /programs
PROGRAM=$(pick 'next(p["slug"] for p in d["items"] if "意达圆梦" in p["name"])' <<<"$ANSWER")

say "A township worker drafts a need; county, city and publicity open it"
ask 201 "$WORKER" POST /needs "{\"program\":\"$PROGRAM\",\"county\":\"$COUNTY\",\"type\":\"study_aid\",\"stage\":\"primary\",\"unit_price_fen\":50000,\"places\":600,\"urgency\":5}"
NEED=$(pick 'd["id"]' <<<"$ANSWER")
ask 404 "" GET "/needs/$NEED"
ask 200 "$WORKER" POST "/needs/$NEED/verify"
ask 403 "$WORKER" POST "/needs/$NEED/review"
ask 200 "$OFFICER" POST "/needs/$NEED/review"
ask 200 "$MANAGER" POST "/needs/$NEED/approve"
ask 200 "$MANAGER" POST "/needs/$NEED/publish"
ask 200 "$MANAGER" POST "/needs/$NEED/open"
ask 200 "" GET "/needs/$NEED"

say "An enterprise registers and is verified"
ask 201 "" POST /enterprises "{\"name\":\"泉林晨光纸业（演示）\",\"uscc\":\"$(uscc)\",\"password\":\"journey of $RUN steps\",\"contact\":{\"name\":\"演示联系人\",\"phone\":\"0538-8220001\",\"email\":\"journey-$RUN@example.org\"}}"
ENTERPRISE=$(pick 'd["id"]' <<<"$ANSWER") OWNER=$(pick 'd["token"]' <<<"$ANSWER")
ask 200 "$MANAGER" POST "/enterprises/$ENTERPRISE/verify" '{"member":true}'
ask 409 "$MANAGER" POST "/enterprises/$ENTERPRISE/verify" '{"member":true}'

say "It pledges 300,000.00 元 in two instalments, and signs"
DUE1=$(date -u -d '+40 days' +%F) DUE2=$(date -u -d '+200 days' +%F)
# A wish besides the purpose: of two pledges that may go to a need, the one whose donor wished for it goes first.
PLEDGE_BODY="{\"amount_fen\":30000000,\"purpose\":{\"programs\":[\"$PROGRAM\"],\"counties\":[\"$COUNTY\"]},\"prefer\":{\"counties\":[\"$COUNTY\"],\"stages\":[\"primary\"]},\"instalments\":[{\"due\":\"$DUE1\",\"amount_fen\":15000000},{\"due\":\"$DUE2\",\"amount_fen\":15000000}]}"
ask 200 "$OWNER" POST /pledges/preview "$PLEDGE_BODY"
ask 201 "$OWNER" POST /pledges "$PLEDGE_BODY"
PLEDGE=$(pick 'd["id"]' <<<"$ANSWER") REFERENCE=$(pick 'd["reference"]' <<<"$ANSWER")
ask 200 "$OWNER" POST "/pledges/$PLEDGE/sign"

say "Two bank lines arrive: one of a third party, one partial that is completed"
TODAY=$(TZ=Asia/Shanghai date +%F)
line() { echo "{\"account\":\"main\",\"line_id\":\"J$RUN-$1\",\"date\":\"$TODAY\",\"amount_fen\":$2,\"payer\":\"$3\",\"memo\":\"捐款 $REFERENCE\"}"; }
ask 200 "$MAKER" POST /bank-lines "$(line 1 15000000 泉林集团财务公司)"
ask 200 "$MAKER" POST /bank-lines "$(line 2 10000000 泉林晨光纸业（演示）)"
ask 200 "$MAKER" POST /bank-lines "$(line 2 10000000 泉林晨光纸业（演示）)"
[[ $(pick 'd["status"]' <<<"$ANSWER") == duplicate ]]
ask 200 "$MAKER" POST /bank-lines "$(line 3 5000000 泉林晨光纸业（演示）)"

say "The manager runs the matching, reads the reasons, accepts"
ask 201 "$MANAGER" POST /matches "{\"programs\":[\"$PROGRAM\"]}"
MATCH=$(pick 'd["id"]' <<<"$ANSWER")
pick "'\n'.join('    ' + str(p['places']) + ' places: ' + '; '.join(r['text'] for r in p['reasons']) for p in d['proposals'] if p['pledge']=='$PLEDGE')" <<<"$ANSWER"
MINE=$(pick "json.dumps([p['id'] for p in d['proposals'] if p['pledge']=='$PLEDGE'])" <<<"$ANSWER")
[[ $MINE != '[]' ]] || { echo "journey: the matching gave the pledge nothing" >&2; exit 1; }
ask 200 "$MANAGER" POST "/matches/$MATCH/accept" "{\"proposals\":$MINE}"
LINES=$(pick 'json.dumps([{"sponsorship":s["id"],"places":n,"payee_kind":"school","amount_fen":n*s["unit_price_fen"]} for s in d["sponsorships"] for n in (s["places"]//3, s["places"]-s["places"]//3) if n])' <<<"$ANSWER")

say "Maker, checker and approver pay; one line comes back and is paid again"
ask 201 "$MAKER" POST /disbursements "{\"program\":\"$PROGRAM\",\"lines\":$LINES}"
PAYOUT=$(pick 'd["id"]' <<<"$ANSWER")
ask 403 "$MAKER" POST "/disbursements/$PAYOUT/check"
ask 200 "$CHECKER" POST "/disbursements/$PAYOUT/check"
ask 200 "$SECRETARY" POST "/disbursements/$PAYOUT/approve"
ask 200 "$MAKER" POST "/disbursements/$PAYOUT/pay"
ask 200 "$MAKER" POST "/disbursements/$PAYOUT/return" '{"lines":[1],"reason":"户名不符"}'
ask 200 "$MAKER" POST "/disbursements/$PAYOUT/pay"
ask 200 "$MANAGER" POST "/disbursements/$PAYOUT/prove" "{\"evidence\":\"回单 $RUN\"}"

say "The donor sees the whole chain, with the entries that prove it"
ask 200 "$OWNER" GET "/pledges/$PLEDGE"
pick "'\n'.join('    entry %7d  %-22s %14s' % (f['entry'], f['kind'], '%.2f' % (f.get('amount_fen', 0) / 100)) for f in d['chain'])" <<<"$ANSWER"
pick "'    pledged %(pledged_fen)d  received %(received_fen)d  allocated %(allocated_fen)d  paid %(paid_fen)d (fen)' % d" <<<"$ANSWER"
[[ $(pick 'd["paid_fen"]' <<<"$ANSWER") == 30000000 ]]

say "The public page and the ledger"
ask 200 "" GET "/programs/$PROGRAM"
ask 200 "$AUDITOR" GET /ledger/balance
[[ $(pick 'd["sum_fen"]' <<<"$ANSWER") == 0 ]]
ask 200 "" GET '/journal?limit=2'
echo
echo "journey: done in $STEP requests. Now \`go run ./app verify\`."
