package handlers

import (
	"encoding/hex"
	"strconv"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
)

// balanceView is the trial balance as of an entry of the journal: all accounts together are zero.
type balanceView struct {
	Entry    int64         `json:"entry"`
	At       string        `json:"at"`
	Accounts []accountView `json:"accounts"`
	SumFen   money.Fen     `json:"sum_fen"`
}

type accountView struct {
	Account    string    `json:"account"`
	BalanceFen money.Fen `json:"balance_fen"`
}

// apiBalance shows every account of the ledger and the sum. GET /ledger/balance
func apiBalance(r *Request) error {
	v := balanceView{Entry: r.State.Seq, At: instant(r.State.At), Accounts: make([]accountView, 0, r.State.Accounts.Len())}
	for name, fen := range r.State.Accounts.All() {
		v.Accounts = append(v.Accounts, accountView{name, fen})
		v.SumFen += fen
	}
	return r.reply(200, v)
}

// entryView is what a visitor needs to check the chain, and nothing else: body is the digest of the whole entry.
type entryView struct {
	Seq   int64    `json:"seq"`
	At    string   `json:"at"`
	Kinds []string `json:"kinds"`
	Body  string   `json:"body"`
	Prev  string   `json:"prev"`
	Hash  string   `json:"hash"`
}

func viewEntry(e *journal.Entry) entryView {
	return entryView{
		Seq: e.Seq, At: e.At.UTC().Format(journal.ChainTime), Kinds: e.Kinds(), Body: hex.EncodeToString(e.Body[:]), Prev: hex.EncodeToString(e.Prev[:]),
		Hash: hex.EncodeToString(e.Hash[:]),
	}
}

// apiJournal lists the heads of entries, from a number on; `next` is the number to go on with. GET /journal
func apiJournal(r *Request) error {
	limit, err := r.limited("from")
	if err != nil {
		return err
	}
	from := int64(1)
	for _, name := range []string{"from", "cursor"} {
		if text := r.Query(name); text != "" {
			if from, err = strconv.ParseInt(text, 10, 64); err != nil || from < 1 {
				return models.Refuse(models.Invalid, "number_format").At(name)
			}
		}
	}
	entries, err := r.Portal.Book.Entries(r.UserContext(), from, limit)
	if err != nil {
		return err
	}
	out := listView[entryView]{Items: make([]entryView, 0, len(entries))}
	for _, e := range entries {
		out.Items = append(out.Items, viewEntry(e))
	}
	if n := len(entries); n > 0 && entries[n-1].Seq < r.State.Seq {
		out.Next = strconv.FormatInt(entries[n-1].Seq+1, 10)
	}
	return r.reply(200, out)
}
