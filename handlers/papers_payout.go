package handlers

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"strings"

	"shanpei/internal/papers"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/cnid"
	"shanpei/views"
)

// payoutPaper is the list of a payout for the bank. Names and accounts come from the vault; whoever may not see them gets them masked.
func (r *Request) payoutPaper(d *models.Disbursement, masked bool) (*papers.PayoutList, error) {
	f := r.State.Federation
	l := &papers.PayoutList{
		Head: r.paperHead(papers.TitlePayouts, d.Number, r.factAt(d.ID, "disbursement_made", "", r.State.At)), Program: d.Program, Status: views.ZhCN.Term("disbursement", string(d.Status)),
		Bank: f.BankName, BankNo: f.BankNo, Maker: r.whoOrNone(d.Maker), Checker: r.whoOrNone(d.Checker), Approver: r.whoOrNone(d.Approver), Fen: d.TotalFen, Masked: masked,
	}
	memo := ""
	if p, ok := r.State.Programs.Get(d.Program); ok {
		l.Program, memo = p.Name, p.Name
	}
	if masked {
		l.BankNo = cnid.MaskCard(l.BankNo)
	}
	for _, line := range d.Lines {
		x := papers.PayoutLine{No: line.No, Kind: workbook.Payees[line.PayeeKind], Fen: line.AmountFen, Memo: memo, Status: views.ZhCN.T("staff.line." + line.Status)}
		if sp, ok := r.State.Sponsorships.Get(line.Sponsorship); ok {
			if n, ok := r.State.Needs.Get(sp.Need); ok {
				x.Memo = memo + " " + n.Number
			}
		}
		if line.Payee != "" {
			rec, err := r.Portal.Vault.Open(r.UserContext(), line.Payee)
			if err != nil && !refusedAs(err, models.NotFound) {
				return nil, err
			}
			x.Holder, x.Account, x.Bank = cmp.Or(rec.Field("name"), rec.Field("holder")), cmp.Or(rec.Field("account"), rec.Field("number")), rec.Field("bank")
			if err != nil {
				x.Holder = papers.Erased
			} else if masked {
				x.Account = cnid.MaskCard(x.Account)
				if line.PayeeKind == "card" {
					x.Holder = cnid.MaskName(x.Holder)
				}
			}
		}
		l.Lines = append(l.Lines, x)
	}
	return l, nil
}

func (r *Request) whoOrNone(user string) string {
	if user == "" {
		return ""
	}
	return r.nameOf(user)
}

// payoutPDF is the list with the accounts masked, for everybody who may see money.
func payoutPDF(r *Request) error {
	d, err := r.payout()
	if err != nil {
		return err
	}
	l, err := r.payoutPaper(d, true)
	if err != nil {
		return err
	}
	return r.paper(l, papers.TitlePayouts+"-"+d.Number)
}

// payoutList is the list with the whole accounts, for whoever pays, as a paper or as the table that the bank reads. That it was taken out is recorded first.
func payoutList(r *Request) error {
	d, err := r.payout()
	if err != nil {
		return err
	}
	f := r.form("format")
	if len(f.Errors) > 0 {
		return r.showPayout(d.ID, "list", f)
	}
	l, err := r.payoutPaper(d, false)
	if err != nil {
		return err
	}
	if _, err := r.Do(models.RecordExport{What: models.PayoutExport, Ref: d.ID, Rows: len(l.Lines)}); err != nil {
		return err
	}
	name := papers.TitlePayouts + "-" + d.Number
	if f.Text("format") == "pdf" {
		return r.paper(l, name)
	}
	t := workbook.Table{Name: papers.TitlePayouts, Columns: workbook.PayoutColumns, Rows: func(put func(...any) error) error {
		for _, x := range l.Lines {
			if err := put(x.No, x.Holder, x.Account, x.Bank, x.Fen, x.Memo); err != nil {
				return err
			}
		}
		return nil
	}}
	var b bytes.Buffer
	if f.Text("format") == "csv" {
		if _, err := workbook.WriteCSV(&b, t); err != nil {
			return err
		}
		return r.file("text/csv; charset=utf-8", name+".csv", b.Bytes())
	}
	if _, err := workbook.WriteXLSX(&b, r.aboutExport(papers.TitlePayouts+" "+d.Number, workbook.Filter{}), t); err != nil {
		return err
	}
	return r.file(xlsxType, name+".xlsx", b.Bytes())
}

func payeesPage(r *Request) error {
	d, err := r.payout()
	if err != nil {
		return err
	}
	return r.showPayees(d.ID, nil)
}

// showPayees shows whom each line is paid to, masked, with fields for those that may still change.
func (r *Request) showPayees(id string, f *form) error {
	d, _ := r.State.Disbursements.Get(id)
	l, err := r.payoutPaper(d, true)
	if err != nil {
		return err
	}
	page := r.staff("papers.payees.title", r.crumb("staff.payouts.title", "/staff/disbursements"), views.Crumb{Label: d.Number, Href: "/staff/disbursements/" + d.ID})
	v := views.PayeesProps{Payout: d, Open: d.Status == models.DisbursementMade || d.Status == models.DisbursementReturned}
	for i, line := range d.Lines {
		v.Lines = append(v.Lines, views.PayeeLine{Line: line, Holder: l.Lines[i].Holder, Account: l.Lines[i].Account, Bank: l.Lines[i].Bank, Memo: l.Lines[i].Memo})
	}
	status := 200
	if f != nil {
		f.onto(page, "payees")
		status = f.Status()
	}
	return r.HTML(status, views.StaffPayees(page, v))
}

// setPayees seals what was typed of each line and says whom it is paid to. A line whose fields are empty stays as it is.
func setPayees(r *Request) error {
	d, err := r.payout()
	if err != nil {
		return err
	}
	f := r.form("holder", "account", "bank")
	cmd := models.SetPayees{ID: d.ID, IfVersion: f.Version()}
	type sealed struct {
		no     int
		fields map[string]string
	}
	var list []sealed
	for _, line := range d.Lines {
		no := "." + strconv.Itoa(line.No)
		holder, account, bank := f.Text("holder"+no), strings.NewReplacer(" ", "", "-", "").Replace(f.Text("account"+no)), f.Text("bank"+no)
		if holder == "" && account == "" && bank == "" {
			continue
		}
		f.payee(line, no, holder, account, bank)
		list = append(list, sealed{line.No, map[string]string{"name": holder, "account": account, "bank": bank}})
	}
	if len(list) == 0 {
		f.refuse(models.Refuse(models.Invalid, "lines_required").At("lines"))
	}
	if len(f.Errors) > 0 {
		return r.showPayees(d.ID, f)
	}
	for _, s := range list {
		code, err := r.Portal.Vault.Seal(r.UserContext(), "payee", s.fields)
		if err != nil {
			return r.forgetPayees(cmd, err)
		}
		cmd.Lines = append(cmd.Lines, models.LinePayee{No: s.no, Payee: code})
	}
	_, again, err := f.ask(cmd)
	if again {
		if err := r.forgetPayees(cmd, nil); err != nil {
			return err
		}
		return r.showPayees(d.ID, f)
	}
	if err != nil {
		return r.forgetPayees(cmd, err)
	}
	return r.Done("/staff/disbursements/"+d.ID, "papers.payees.done", "number", d.Number, "n", len(list))
}

// payee checks one line: a person's card by its check digit, an organisation's account by its form.
func (f *form) payee(line models.DisbursementLine, no, holder, account, bank string) {
	bad := func(field, reason string) { f.refuse(models.Refuse(models.Invalid, reason).At(field + no)) }
	switch {
	case holder == "":
		bad("holder", "required")
	case len([]rune(holder)) > 100:
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("holder"+no).With("limit", 100))
	}
	if len([]rune(bank)) > 100 {
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("bank"+no).With("limit", 100))
	}
	if account == "" {
		bad("account", "required")
		return
	}
	if line.PayeeKind == "card" {
		var reasoned interface{ Slug() string }
		if _, err := cnid.ParseBankCard(account); errors.As(err, &reasoned) {
			bad("account", "bank_card_"+reasoned.Slug())
		}
		return
	}
	if len(account) < 6 || len(account) > 32 || strings.Trim(account, "0123456789") != "" {
		bad("account", "account_form")
	}
}

// forgetPayees erases what was sealed for a command that was refused.
func (r *Request) forgetPayees(cmd models.SetPayees, err error) error {
	for _, l := range cmd.Lines {
		err = errors.Join(err, r.Portal.Vault.Erase(r.UserContext(), l.Payee))
	}
	return err
}
