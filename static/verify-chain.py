# Recomputes the public record of a Shanpei portal: python3 verify-chain.py https://portal.example [NUMBER HASH], with a head that you noted earlier.
import datetime, hashlib, json, sys, urllib.request

base, noted = sys.argv[1].rstrip("/"), sys.argv[2:4]
seq, prev = 0, "0" * 64
while True:
    with urllib.request.urlopen(f"{base}/api/v1/journal?from={seq + 1}&limit=200") as answer:
        items = json.load(answer)["items"]
    if not items:
        break
    for e in items:
        at = datetime.datetime.fromisoformat(e["at"].replace("Z", "+00:00")).astimezone(datetime.timezone.utc)
        at = at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
        text = f'{prev}\n{e["seq"]}\n{at}\n{",".join(e["kinds"])}\n{e["body"]}\n'
        seq, hash = seq + 1, hashlib.sha256(text.encode()).hexdigest()
        if (e["seq"], e["prev"], e["hash"]) != (seq, prev, hash):
            sys.exit(f"entry {seq} does not fit")
        if noted and seq == int(noted[0]) and hash != noted[1].lower():
            sys.exit(f"entry {seq} is not the one that you noted: this is another journal")
        prev = hash
if noted and int(noted[0]) > seq:
    sys.exit(f"the journal ends at entry {seq}, before the one that you noted")
print(f"{seq} entries, each locked to the one before; the head is {prev}")
