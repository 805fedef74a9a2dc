"""A CRM that works with MijnZaken: it asks who calls, and is told of changes."""
